import { CLOSE, decodeGatewayFrame, type CloseName, type GatewayFrame } from '#libs/push-protocol';
import type {
  Connection,
  Notice,
  Stage,
  VerifiedToken,
} from '../../../apps/push-gateway/src/hub/connection.js';
import { textFrame } from '../../../apps/push-gateway/src/socket/text-frame.js';
import type { Wire } from '../network/wire.js';

export interface Told {
  ended(connection: VirtualConnection, why: CloseName | 'peer'): void;
  /** Before the frame leaves. */
  writes(connection: VirtualConnection, frame: GatewayFrame): void;
}

/** A device's connection as the gateway holds it, over a virtual wire: what socket/device.ts is over ws. */
export class VirtualConnection implements Connection {
  sid = '';
  sub = '';
  seq = 0;
  kind = '';
  model = '';
  appVersion = '';
  jkt = '';
  expiresAtS = 0;
  readonly address = '192.0.2.1';
  stage: Stage = 'greeting';
  renewing = false;
  held: VerifiedToken | null = null;
  storing = false;
  notice: Notice | null = null;
  quietTicks = 0;
  frames = 0;

  constructor(
    readonly id: number,
    readonly nonce: string,
    readonly htu: string,
    private readonly wire: Wire,
    private readonly told: Told,
  ) {}

  say(frame: GatewayFrame): void {
    this.write(textFrame(frame));
  }

  sayLast(frame: GatewayFrame, name: CloseName): void {
    this.say(frame);
    this.end(name);
  }

  write(encoded: Buffer): void {
    if (this.stage === 'ended') return;
    const text = payloadOf(encoded);
    const decoded = decodeGatewayFrame(text);
    if ('frame' in decoded) this.told.writes(this, decoded.frame);
    this.wire.send(1, text);
  }

  end(name: CloseName): void {
    if (this.over(name)) this.wire.close(1, CLOSE[name].code);
  }

  over(why: CloseName | 'peer'): boolean {
    if (this.stage === 'ended') return false;
    this.told.ended(this, why);
    this.stage = 'ended';
    return true;
  }
}

/** RFC 6455 section 5.2, of frames as the gateway writes them: whole, unmasked, below 64 KiB. */
const payloadOf = (frame: Buffer): string => frame.toString('utf8', frame[1] === 126 ? 4 : 2);
