import { WebSocket } from 'ws';
import { sha256 } from '../../../libs/device-client/src/key.js';
import {
  decodeGatewayFrame,
  encodeFrame,
  signProof,
  SUBPROTOCOL,
  type DeviceFrame,
  type GatewayFrame,
} from '#libs/push-protocol';
import type { DeviceKey } from '#libs/device-client';
import { until } from '../account-api/until.js';

/** What a gateway said to a hello: it let the session in, or closed. */
export type Greeting = { readonly ready: true } | { readonly ready: false; readonly code: number };

/** A socket a test drives frame by frame, with a token and key of its choice. */
export class RawSocket {
  readonly frames: GatewayFrame[] = [];
  closedWith: number | null = null;
  readonly #socket: WebSocket;

  constructor(
    private readonly url: string,
    ca: string,
  ) {
    this.#socket = new WebSocket(url, SUBPROTOCOL, { ca, perMessageDeflate: false });
    this.#socket.on('message', (data: Buffer) => {
      const decoded = decodeGatewayFrame(data.toString('utf8'));
      if ('frame' in decoded) this.frames.push(decoded.frame);
    });
    this.#socket.on('error', () => undefined); // A close follows.
    this.#socket.once('close', (code) => (this.closedWith = code));
  }

  /** Says hello once challenged, and resolves with the answer. */
  async hello(accessToken: string, key: DeviceKey): Promise<Greeting> {
    await this.sayHello(accessToken, key);
    return until('a gateway answers hello', () => this.greeting());
  }

  /** Null while there is no answer. */
  greeting(): Greeting | null {
    if (this.saw('ready')) return { ready: true };
    return this.closedWith === null ? null : { ready: false, code: this.closedWith };
  }

  async sayHello(accessToken: string, key: DeviceKey): Promise<void> {
    const nonce = await this.nonce();
    if (nonce === null) return;
    const claims = {
      jti: crypto.randomUUID(),
      iat: Math.floor(Date.now() / 1000),
      nonce,
      ath: await sha256(accessToken),
      use: 'hello' as const,
      htu: this.url,
    };
    this.send({ type: 'hello', accessToken, proof: await signProof(claims, key.jwk, key.sign) });
  }

  /** Null when it was closed before any challenge. */
  async nonce(): Promise<string | null> {
    const of = (frame: GatewayFrame): frame is Extract<GatewayFrame, { type: 'challenge' }> =>
      frame.type === 'challenge';
    await until('a challenge', () => this.frames.some(of) || this.closedWith !== null);
    return this.frames.find(of)?.nonce ?? null;
  }

  saw(type: GatewayFrame['type']): boolean {
    return this.frames.some((frame) => frame.type === type);
  }

  send(frame: DeviceFrame): void {
    if (this.#socket.readyState === WebSocket.OPEN) this.#socket.send(encodeFrame(frame));
  }

  close(): void {
    this.#socket.terminate();
  }
}
