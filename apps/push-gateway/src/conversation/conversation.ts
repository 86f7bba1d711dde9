import { decodeDeviceFrame, type CloseName } from '#libs/push-protocol';
import type { Logger } from '#libs/service-runtime';
import type { Admission } from '../admission/admission.js';
import { wasAdmitted, type Connection } from '../hub/connection.js';
import type { Hub } from '../hub/hub.js';
import type { GatewayMetrics } from '../metrics/gateway-metrics.js';
import type { Presence } from '../presence/presence.js';
import type { Receipts } from '../receipts/receipts.js';

/** More between two walks than any device has to say. */
const MAX_FRAMES = 64;

/**
 * What a device says, and what comes of it at each stage. Whatever it says, it gets an answer of the protocol or a
 * close of the registry.
 */
export class Conversation {
  constructor(
    private readonly hub: Hub,
    private readonly admission: Admission,
    private readonly receipts: Receipts,
    private readonly presence: Presence,
    private readonly metrics: GatewayMetrics,
    private readonly logger: Pick<Logger, 'error'>,
    private readonly maxFrames = MAX_FRAMES,
  ) {}

  message(connection: Connection, text: string): void {
    if (!this.#heard(connection)) return;
    const decoded = decodeDeviceFrame(text);
    if (!('frame' in decoded)) return connection.end('close' in decoded ? decoded.close : 'unknown_frame');
    const { frame } = decoded;
    if (connection.stage === 'greeting' && frame.type !== 'hello') return connection.end('hello_expected');
    switch (frame.type) {
      case 'hello':
        if (connection.stage !== 'greeting') return connection.end('second_hello');
        return this.#see(connection, this.admission.hello(connection, frame));
      case 'renew':
        return this.#see(connection, this.admission.renew(connection, frame));
      case 'receipt':
        return this.#see(connection, this.receipts.take(connection, frame.receipt));
      case 'ping':
        return connection.say({ type: 'pong' });
      default:
        return forgotten(frame);
    }
  }

  pinged(connection: Connection): void {
    this.#heard(connection);
  }

  ended(connection: Connection, why: CloseName | 'peer'): void {
    this.hub.remove(connection);
    if (wasAdmitted(connection)) this.presence.offline(connection);
    connection.notice?.waiting.delete(connection);
    connection.held = null;
    this.metrics.closes.inc({ name: why });
  }

  /** A fault of ours ends the connection it met, and no other. */
  #see(connection: Connection, doing: Promise<void>): void {
    doing.catch((err: unknown) => {
      this.logger.error({ err, sid: connection.sid }, 'a frame could not be answered');
      connection.end('overloaded');
    });
  }

  /** Only what a ready device says is a sign of life: a stranger must not stay by pinging. */
  #heard(connection: Connection): boolean {
    if (wasAdmitted(connection)) connection.quietTicks = 0;
    connection.frames += 1;
    if (connection.frames <= this.maxFrames) return true;
    connection.end('too_many_frames');
    return false;
  }
}

function forgotten(frame: never): never {
  throw new Error(`no such frame: ${JSON.stringify(frame)}`);
}
