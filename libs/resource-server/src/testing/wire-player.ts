import { createHash, randomUUID } from 'node:crypto';
import { Agent, request as plainRequest, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import { request as tlsRequest } from 'node:https';
import { encodeJws, type Sign } from '#libs/security-event';

/** Whoever holds a token and the key it is bound to. */
export interface Holder {
  readonly accessToken: string;
  readonly key: { readonly jwk: object; readonly sign: Sign };
}

export interface ProofOverrides {
  readonly header?: Readonly<Record<string, unknown>>;
  readonly claims?: Readonly<Record<string, unknown>>;
  readonly key?: Holder['key'];
}

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  readonly json: Readonly<Record<string, unknown>>;
}

export interface AskOptions {
  readonly body?: object;
  /** Over those a request has; undefined leaves one out. */
  readonly headers?: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly proof?: ProofOverrides;
}

/** A player on the wire that shares no code with a guard: one proof a request, and the newest nonce it was told. */
export class WirePlayer {
  nonce = '';
  readonly #agent = new Agent({ keepAlive: true });

  constructor(
    readonly url: string,
    private readonly holder: Holder,
    private readonly ca?: string,
  ) {}

  /** Asks once more when only the nonce was missing, as any client does. */
  async ask(method: string, path: string, options: AskOptions = {}): Promise<Answer> {
    const answer = await this.once(method, path, options);
    const asksForNonce = String(answer.headers['www-authenticate']).includes('use_dpop_nonce');
    return asksForNonce ? this.once(method, path, options) : answer;
  }

  async once(method: string, path: string, options: AskOptions = {}): Promise<Answer> {
    const incoming = await this.open(method, path, options);
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks);
    const isJson = /json/.test(incoming.headers['content-type'] ?? '');
    return {
      status: incoming.statusCode ?? 0,
      headers: incoming.headers,
      body,
      json: isJson ? (JSON.parse(body.toString()) as Answer['json']) : {},
    };
  }

  /** The response as soon as its head is there. */
  async open(
    method: string,
    path: string,
    { body, headers, proof }: AskOptions = {},
  ): Promise<IncomingMessage> {
    const text = body === undefined ? undefined : JSON.stringify(body);
    const all = {
      authorization: `DPoP ${this.holder.accessToken}`,
      dpop: await this.proof(method, path, proof),
      ...(text === undefined
        ? {}
        : { 'content-type': 'application/json', 'content-length': String(Buffer.byteLength(text)) }),
      ...headers,
    };
    const sent = Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
    const isTls = this.url.startsWith('https:');
    const incoming = await new Promise<IncomingMessage>((resolve, reject) => {
      const outgoing = (isTls ? tlsRequest : plainRequest)(new URL(path, this.url), {
        method,
        headers: sent,
        ...(isTls ? { ca: this.ca, agent: false } : { agent: this.#agent }),
      });
      outgoing.once('error', reject).once('response', resolve).end(text);
    });
    const nonce = incoming.headers['dpop-nonce'];
    if (typeof nonce === 'string') this.nonce = nonce;
    return incoming;
  }

  proof(
    method: string,
    path: string,
    { header, claims, key = this.holder.key }: ProofOverrides = {},
  ): Promise<string> {
    const { origin, pathname } = new URL(path, this.url);
    const all = {
      jti: randomUUID(),
      htm: method,
      htu: origin + pathname,
      // A television that believes it is 1970.
      iat: 60,
      ath: createHash('sha256').update(this.holder.accessToken).digest('base64url'),
      ...(this.nonce === '' ? {} : { nonce: this.nonce }),
      ...claims,
    };
    return encodeJws(
      { typ: 'dpop+jwt', alg: 'ES256', jwk: key.jwk, ...header },
      JSON.stringify(all),
      key.sign,
    );
  }

  /** A request as it goes over the wire, for a spec that holds the connection itself. */
  async head(method: string, path: string): Promise<string> {
    const lines = {
      Host: new URL(this.url).host,
      Authorization: `DPoP ${this.holder.accessToken}`,
      DPoP: await this.proof(method, path),
    };
    const headers = Object.entries(lines).map(([name, value]) => `${name}: ${value}`);
    return [`${method} ${path} HTTP/1.1`, ...headers, '', ''].join('\r\n');
  }

  close(): void {
    this.#agent.destroy();
  }
}
