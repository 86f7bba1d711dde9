import { once } from 'node:events';
import { connect as connectTcp, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { SUBPROTOCOL } from '#libs/push-protocol';

const HEAD_END = '\r\n\r\n';

/** A frame as the gateway wrote it. */
export interface WireFrame {
  readonly opcode: number;
  readonly payload: Buffer;
}

export const TEXT = 1;
export const CLOSING = 8;

/** A device end that follows no protocol after its handshake: it answers nothing by itself, not even a close. */
export class Wire {
  /** Resolves once nothing more comes: after the gateway's FIN, or a reset. */
  readonly over: Promise<'fin' | 'reset'>;
  #read = Buffer.alloc(0);

  private constructor(readonly socket: Socket) {
    let how: 'fin' | 'reset' = 'reset';
    socket.on('data', (data: Buffer) => (this.#read = Buffer.concat([this.#read, data])));
    socket.on('end', () => (how = 'fin'));
    socket.on('error', () => undefined);
    this.over = new Promise((resolve) => {
      socket.once('end', () => resolve('fin'));
      socket.once('close', () => resolve(how));
    });
  }

  /** Dials, and waits for the challenge. @param ca for wss */
  static async challenged(url: string, ca?: string): Promise<Wire> {
    const { host, hostname, port, pathname } = new URL(url);
    const to = { host: hostname, port: Number(port), allowHalfOpen: true };
    const socket = ca === undefined ? connectTcp(to) : connectTls({ ...to, ca, servername: hostname });
    await once(socket, ca === undefined ? 'connect' : 'secureConnect');
    const wire = new Wire(socket);
    socket.write(
      `GET ${pathname} HTTP/1.1\r\nHost: ${host}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n` +
        `Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n` +
        `Sec-WebSocket-Protocol: ${SUBPROTOCOL}${HEAD_END}`,
    );
    while (wire.frames().length === 0) await once(socket, 'data');
    return wire;
  }

  /** Whole ones, without masks and of lengths below 65,536, as a gateway writes them. */
  frames(): readonly WireFrame[] {
    const frames: WireFrame[] = [];
    const head = this.#read.indexOf(HEAD_END);
    let at = head < 0 ? this.#read.length : head + HEAD_END.length;
    while (at + 2 <= this.#read.length) {
      const short = this.#read[at + 1]!;
      const begins = at + (short < 126 ? 2 : 4);
      const ends = begins + (short < 126 ? short : this.#read.readUInt16BE(at + 2));
      if (ends > this.#read.length) break;
      frames.push({ opcode: this.#read[at]! & 0x0f, payload: this.#read.subarray(begins, ends) });
      at = ends;
    }
    return frames;
  }

  /** Codes of the closes it has read so far. */
  closes(): readonly number[] {
    return this.frames()
      .filter(({ opcode }) => opcode === CLOSING)
      .map(({ payload }) => payload.readUInt16BE(0));
  }

  /** Resolves once a close has come. */
  async closed(): Promise<number> {
    while (this.closes().length === 0) await once(this.socket, 'data');
    return this.closes()[0]!;
  }

  say(opcode: number, payload: Buffer | string): void {
    this.socket.write(maskedFrame(opcode, Buffer.from(payload)));
  }
}

/** The mask is zero. */
export const maskedFrame = (opcode: number, payload: Buffer): Buffer =>
  Buffer.concat([Buffer.of(0x80 | opcode, 0x80 | payload.length, 0, 0, 0, 0), payload]);

export function closePayload(code: number): Buffer {
  const payload = Buffer.alloc(2);
  payload.writeUInt16BE(code);
  return payload;
}
