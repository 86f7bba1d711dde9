import type { Duplex } from 'node:stream';
import { WebSocket } from 'ws';
import { CLOSE, type CloseName, type GatewayFrame } from '#libs/push-protocol';
import type { Connection, Notice, Stage, VerifiedToken } from '../hub/connection.js';
import { textFrame } from './text-frame.js';

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
  raw!: Duplex;
  listener!: DeviceListener;
  maxBufferedBytes = 0;

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
    this.raw.cork();
    this.say(frame);
    this.end(name);
    this.raw.uncork();
  }

  write(encoded: Buffer): void {
    if (this.readyState !== WebSocket.OPEN) return;
    if (this.raw.writableLength > this.maxBufferedBytes) this.end('slow_consumer');
    else this.raw.write(encoded);
  }

  end(name: CloseName): void {
    if (!this.over(name)) return;
    // A close frame would wait behind what is not read.
    if (name === 'slow_consumer' || this.raw.writableLength > this.maxBufferedBytes) return this.terminate();
    const { code, reason } = CLOSE[name];
    super.close(code, reason);
  }

  /** Called by ws: without a reason for a frame it refuses, with one to answer the peer's close. */
  override close(code?: number, reason?: string | Buffer): void {
    const name = reason === undefined && code !== undefined ? BY_WS[code] : undefined;
    if (name === undefined) super.close(code, reason);
    else if (this.over(name)) super.close(CLOSE[name].code, CLOSE[name].reason);
    else super.close();
  }

  /** @internal Also what a lost network comes to. False when it had ended already. */
  over(why: CloseName | 'peer'): boolean {
    if (this.stage === 'ended') return false;
    this.listener.ended(this, why);
    this.stage = 'ended';
    return true;
  }
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
  if (device.raw.writableLength > device.maxBufferedBytes) device.end('slow_consumer');
  else if (device.readyState === WebSocket.OPEN) device.pong(data);
}

function onClose(this: WebSocket): void {
  const device = this as Device;
  device.over('peer');
  device.listener.closed(device);
}

/** A close follows, which is what counts. */
function onError(): void {}
