import { WebSocket, type ClientOptions } from 'ws';
import {
  decodeGatewayFrame,
  encodeFrame,
  SUBPROTOCOL,
  type DeviceFrame,
  type GatewayFrame,
} from '#libs/push-protocol';
import { aProof, type ProofOverrides, type TestIssuer, type TestSession } from './an-issuer.js';

type FrameOf<Type extends GatewayFrame['type']> = Extract<GatewayFrame, { type: Type }>;

export interface Closed {
  readonly code: number;
  readonly reason: string;
}

const GIVE_UP_MS = 15_000;

/** A bare device end of a socket: says whatever a spec wants it to, and remembers every frame in order. */
export class SocketClient {
  readonly frames: GatewayFrame[] = [];
  readonly closed: Promise<Closed>;
  /** The HTTP status of a refused handshake; 0 = there was none. */
  readonly refused: Promise<{ status: number; body: string }>;
  nonce = '';
  #next = 0;
  #wake: () => void = () => undefined;
  #end: Closed | null = null;

  private constructor(
    readonly socket: WebSocket,
    readonly url: string,
  ) {
    socket.on('message', (data: Buffer) => {
      const decoded = decodeGatewayFrame(data.toString());
      if (!('frame' in decoded)) throw new Error(`the gateway sent ${data.toString()}`);
      this.frames.push(decoded.frame);
      this.#wake();
    });
    socket.on('error', () => undefined);
    this.closed = new Promise((resolve) =>
      socket.once('close', (code, reason) => {
        this.#end = { code, reason: reason.toString() };
        resolve(this.#end);
        this.#wake();
      }),
    );
    this.refused = new Promise((resolve) =>
      socket.once('unexpected-response', (_, response) => {
        let body = '';
        response.on('data', (data: Buffer) => (body += data.toString()));
        response.on('end', () => resolve({ status: response.statusCode ?? 0, body }));
        response.on('close', () => socket.terminate());
      }),
    );
  }

  static dial(url: string, options: ClientOptions & { subprotocol?: string } = {}): SocketClient {
    const { subprotocol = SUBPROTOCOL, ...rest } = options;
    return new SocketClient(new WebSocket(url, subprotocol === '' ? [] : [subprotocol], rest), url);
  }

  /** Dials and waits for the challenge. */
  static async challenged(url: string, options: ClientOptions = {}): Promise<SocketClient> {
    const client = SocketClient.dial(url, options);
    client.nonce = (await client.hears('challenge')).nonce;
    return client;
  }

  get end(): Closed | null {
    return this.#end;
  }

  say(frame: DeviceFrame | object): void {
    this.socket.send(encodeFrame(frame as DeviceFrame));
  }

  sayText(text: string): void {
    this.socket.send(text);
  }

  async prove(
    use: 'hello' | 'renew',
    session: TestSession,
    accessToken: string,
    overrides: ProofOverrides = {},
  ): Promise<void> {
    const proof = await aProof(
      accessToken,
      session.key,
      { nonce: this.nonce, htu: this.url, use },
      overrides,
    );
    this.say({ type: use, accessToken, proof });
  }

  async hello(session: TestSession, issuer: TestIssuer): Promise<this> {
    await this.prove('hello', session, await issuer.token(session));
    return this;
  }

  /** Resolves when the gateway has answered. */
  async ping(): Promise<'pong'> {
    this.say({ type: 'ping' });
    await this.hears('pong');
    return 'pong';
  }

  /** Resolves when the gateway has answered, whatever it wrote before. */
  async pingAfterAll(): Promise<void> {
    this.say({ type: 'ping' });
    while (this.frames[this.#next]?.type !== 'pong') {
      const frame = this.frames[this.#next];
      if (frame !== undefined) this.#next += 1;
      else await this.#another();
    }
    this.#next += 1;
  }

  async #another(): Promise<void> {
    if (this.#end !== null) throw new Error(`waited for a frame, closed ${JSON.stringify(this.#end)}`);
    await new Promise<void>((resolve) => (this.#wake = resolve));
  }

  /** The next frame, which must be of this type. */
  async hears<Type extends GatewayFrame['type']>(type: Type): Promise<FrameOf<Type>> {
    const deadline = setTimeout(() => this.socket.terminate(), GIVE_UP_MS);
    try {
      for (;;) {
        const frame = this.frames[this.#next];
        if (frame?.type === type) {
          this.#next += 1;
          return frame as FrameOf<Type>;
        }
        if (frame !== undefined) throw new Error(`waited for ${type}, heard ${JSON.stringify(frame)}`);
        if (this.#end !== null) throw new Error(`waited for ${type}, closed ${JSON.stringify(this.#end)}`);
        await new Promise<void>((resolve) => (this.#wake = resolve));
      }
    } finally {
      clearTimeout(deadline);
    }
  }

  hasHeard(type: GatewayFrame['type']): boolean {
    return this.frames.some((frame) => frame.type === type);
  }
}
