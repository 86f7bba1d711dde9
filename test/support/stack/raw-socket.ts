import { WebSocket } from 'ws';
import { sha256 } from '../../../libs/device-client/src/key.js';
import {
  decodeGatewayFrame,
  encodeFrame,
  signProof,
  SUBPROTOCOL,
  type DeviceFrame,
  type GatewayFrame,
  type ProofUse,
} from '#libs/push-protocol';
import type { DeviceKey } from '#libs/device-client';
import { until } from '../account-api/until.js';

const HEARS_WITHIN_MS = 30_000;

/** What a gateway said to a hello: it let the session in, or closed. */
export type Greeting = { readonly ready: true } | { readonly ready: false; readonly code: number };

/** A socket a test drives frame by frame, with a token and key of its choice. */
export class RawSocket {
  readonly frames: GatewayFrame[] = [];
  closedWith: number | null = null;
  readonly #socket: WebSocket;

  constructor(
    private readonly url: string,
    /** For wss. */
    ca: string,
  ) {
    this.#socket = new WebSocket(url, SUBPROTOCOL, { ca, perMessageDeflate: false });
    this.#socket.on('message', (data: Buffer) => {
      const decoded = decodeGatewayFrame(data.toString('utf8'));
      if (!('frame' in decoded)) return;
      this.frames.push(decoded.frame);
      if (decoded.frame.type === 'ready') this.answeredAt ??= performance.now();
    });
    this.#socket.on('error', () => undefined); // A close follows.
    this.#socket.once('close', (code) => {
      this.closedWith = code;
      this.answeredAt ??= performance.now();
    });
  }

  /** When a hello was answered, by `ready` or a close; `performance.now()`. */
  answeredAt: number | null = null;

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

  sayHello(accessToken: string, key: DeviceKey): Promise<void> {
    return this.#prove('hello', accessToken, key);
  }

  sayRenew(accessToken: string, key: DeviceKey): Promise<void> {
    return this.#prove('renew', accessToken, key);
  }

  /** Null when it was closed before any challenge. */
  async nonce(): Promise<string | null> {
    const of = (frame: GatewayFrame): frame is Extract<GatewayFrame, { type: 'challenge' }> =>
      frame.type === 'challenge';
    await until('a challenge', () => this.frames.some(of) || this.closedWith !== null);
    return this.frames.find(of)?.nonce ?? null;
  }

  /** False when it was closed instead, or heard nothing for long. */
  async hears(type: GatewayFrame['type']): Promise<boolean> {
    const isDone = (): boolean => this.saw(type) || this.closedWith !== null;
    await until(`a socket hears ${type}`, isDone, HEARS_WITHIN_MS).catch(() => undefined);
    return this.saw(type);
  }

  saw(type: GatewayFrame['type']): boolean {
    return this.count(type) > 0;
  }

  count(type: GatewayFrame['type']): number {
    return this.frames.filter((frame) => frame.type === type).length;
  }

  send(frame: DeviceFrame): void {
    if (this.#socket.readyState === WebSocket.OPEN) this.#socket.send(encodeFrame(frame));
  }

  /** Whatever bytes, as no device of ours would send them. */
  sendRaw(data: string | Buffer): void {
    if (this.#socket.readyState === WebSocket.OPEN) this.#socket.send(data);
  }

  /** Reads nothing from now on, and stays. */
  stopReading(): void {
    this.#socket.pause();
  }

  readOn(): void {
    this.#socket.resume();
  }

  close(): void {
    this.#socket.terminate();
  }

  async #prove(use: ProofUse, accessToken: string, key: DeviceKey): Promise<void> {
    const nonce = await this.nonce();
    if (nonce === null) return;
    const claims = {
      jti: crypto.randomUUID(),
      iat: Math.floor(Date.now() / 1000),
      nonce,
      ath: await sha256(accessToken),
      use,
      htu: this.url,
    };
    this.send({ type: use, accessToken, proof: await signProof(claims, key.jwk, key.sign) });
  }
}
