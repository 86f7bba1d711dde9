import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import { WebSocket } from 'ws';
import { CLOSE, type CloseName, type GatewayFrame } from '#libs/push-protocol';
import type { Connection, Notice, Stage, VerifiedToken } from '../hub/connection.js';
import { ENCODED_CLOSES } from './encoded-closes.js';
import { textFrame } from './text-frame.js';

/** For the answer to a close, ws's own as well. */
export const CLOSE_MS = 2_000;

/** What is said on a connection; one listener for all of a gateway. */
export interface ConnectionListener {
  message(connection: Connection, text: string): void;
  /** A WebSocket ping: proof of life, and counted like any frame. */
  pinged(connection: Connection): void;
  /** Before its stage is `ended`. `peer`: the device, or the network, ended it. */
  ended(connection: Connection, why: CloseName | 'peer'): void;
}

export interface DeviceListener extends ConnectionListener {
  /** Nothing is left of it. */
  closed(device: Device): void;
}

/** What ws closes with by itself, as devices know it. */
const BY_WS: Readonly<Record<number, CloseName>> = {
  1002: 'bad_frame',
  1007: 'bad_frame',
  1008: 'too_many_frames',
  1009: 'frame_too_large',
};

/**
 * A socket that is its own record: fields instead of maps beside it, and handlers that all devices share, since a
 * closure a connection costs more than all of them. Frames are written to the raw socket, which is safe beside ws's
 * own writes because there is no compression.
 */
export class Device extends WebSocket implements Connection {
  sid = '';
  sub = '';
  seq = 0;
  kind = '';
  model = '';
  appVersion = '';
  jkt = '';
  expiresAtS = 0;
  id = 0;
  nonce = '';
  htu = '';
  address = '';
  stage: Stage = 'greeting';
  renewing = false;
  held: VerifiedToken | null = null;
  storing = false;
  notice: Notice | null = null;
  quietTicks = 0;
  frames = 0;
  raw!: Socket;
  listener!: DeviceListener;
  maxBufferedBytes = 0;
  /** Waits for the answer to our close, once that is sent. */
  closing: NodeJS.Timeout | null = null;

  /** Begins to listen, once all fields are set. */
  begin(): void {
    this.on('message', onMessage);
    this.on('ping', onPing);
    this.on('close', onClose);
    this.on('error', onError);
  }

  say(frame: GatewayFrame): void {
    this.write(textFrame(frame));
  }

  sayLast(frame: GatewayFrame, name: CloseName): void {
    if (this.isBehind) this.end('slow_consumer');
    else if (this.over(name)) this.sayGoodbye(textFrame(frame, ENCODED_CLOSES[name]));
  }

  write(encoded: Buffer): void {
    if (this.readyState !== WebSocket.OPEN || this.closing !== null) return;
    if (this.isBehind) this.end('slow_consumer');
    else this.raw.write(encoded);
  }

  end(name: CloseName): void {
    if (!this.over(name)) return;
    // A close frame would wait behind what is not read.
    if (name === 'slow_consumer' || this.isBehind) this.terminate();
    else this.sayGoodbye(ENCODED_CLOSES[name]);
  }

  /** Called by ws: without a reason for a frame it refuses, with one or without a code for the peer's close. */
  override close(code?: number, reason?: string | Buffer): void {
    const refused = reason === undefined && code !== undefined ? BY_WS[code] : undefined;
    if (this.closing === null) {
      if (refused === undefined) super.close(code, reason);
      else if (this.over(refused)) super.close(CLOSE[refused].code, CLOSE[refused].reason);
    } else if (refused === undefined) this.hangUp();
    // What it goes on to say is read and thrown away: a reset could overtake our close.
    else this.raw.end();
  }

  /** @internal */
  get isBehind(): boolean {
    return this.raw.writableLength > this.maxBufferedBytes;
  }

  /**
   * Ours, and the last that is written. ws's own way is three writes, and costs as much again once it is answered: it
   * ends streams that have ended, each with an error that is made and thrown away, and waits for the peer to hang up.
   */
  private sayGoodbye(encoded: Buffer): void {
    if (this.readyState === WebSocket.OPEN) this.raw.write(encoded);
    this.closing = setTimeout(cutOff, CLOSE_MS, this);
  }

  /** Each has had the other's close, so the server hangs up first (RFC 6455 section 7.1.1). */
  private hangUp(): void {
    // TLS has a goodbye of its own (RFC 8446 section 6.1), and a close that crossed with ours did not wait for it.
    if (this.raw instanceof TLSSocket || this.raw.writableLength > 0) this.raw.destroySoon();
    else this.raw.destroy();
  }

  /** @internal Also what a lost network comes to. False when it had ended already. */
  over(why: CloseName | 'peer'): boolean {
    if (this.stage === 'ended') return false;
    this.listener.ended(this, why);
    this.stage = 'ended';
    return true;
  }
}

function cutOff(device: Device): void {
  device.terminate();
}

function onMessage(this: WebSocket, data: unknown, isBinary: boolean): void {
  const device = this as Device;
  if (device.stage === 'ended') return;
  if (isBinary) device.end('binary_frame');
  else device.listener.message(device, (data as Buffer).toString('utf8'));
}

/** ws would answer by itself, and whether the answers are read or not. */
function onPing(this: WebSocket, data: Buffer): void {
  const device = this as Device;
  if (device.stage === 'ended') return;
  device.listener.pinged(device);
  if (device.isBehind) device.end('slow_consumer');
  else if (device.readyState === WebSocket.OPEN) device.pong(data);
}

function onClose(this: WebSocket): void {
  const device = this as Device;
  device.over('peer');
  if (device.closing !== null) clearTimeout(device.closing);
  device.listener.closed(device);
}

/** A close follows, which is what counts. */
function onError(): void {}
