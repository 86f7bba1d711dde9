import http from 'node:http';
import https from 'node:https';
import { monotonicMs } from '../monotonic.js';

const TIMEOUT_MS = 30_000;
const MAX_SOCKETS = 32;

/** Times are `monotonicMs`. */
export interface Answered {
  readonly status: number;
  readonly body: unknown;
  readonly askedAt: number;
  readonly answeredAt: number;
}

/** An answer that was a refusal. */
export class Refused extends Error {
  override readonly name = 'Refused';

  constructor(
    what: string,
    readonly status: number,
    /** Of the error registry; empty where a stranger answered. */
    readonly code: string,
    readonly body: unknown,
  ) {
    super(`${what} was answered ${status}: ${JSON.stringify(body).slice(0, 400)}`);
  }
}

/** Connections to one origin that several people share; each has a cookie of their own. */
export class Pages {
  readonly #agent: http.Agent;
  readonly #client: typeof http | typeof https;

  constructor(
    readonly origin: string,
    ca: string | null,
  ) {
    const isTls = origin.startsWith('https:');
    const options = { keepAlive: true, maxSockets: MAX_SOCKETS };
    this.#client = isTls ? https : http;
    this.#agent = isTls
      ? new https.Agent({ ...options, ...(ca === null ? {} : { ca }) })
      : new http.Agent(options);
  }

  browser(): Browser {
    return new Browser(this);
  }

  close(): void {
    this.#agent.destroy();
  }

  /** Errors: whatever the network did. */
  send(
    method: string,
    path: string,
    headers: Readonly<Record<string, string>>,
    body: string | undefined,
  ): Promise<{ readonly incoming: http.IncomingMessage; readonly text: string }> {
    return new Promise((resolve, reject) => {
      const outgoing = this.#client.request(new URL(path, this.origin), {
        method,
        agent: this.#agent,
        headers: {
          ...headers,
          ...(body === undefined
            ? {}
            : { 'content-type': 'application/json', 'content-length': String(Buffer.byteLength(body)) }),
        },
        timeout: TIMEOUT_MS,
      });
      outgoing.once('timeout', () => outgoing.destroy(new Error(`${method} ${path}: no answer in time`)));
      outgoing.once('error', reject);
      outgoing.once('response', (incoming) => {
        const chunks: Buffer[] = [];
        incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
        incoming.once('error', reject);
        incoming.once('end', () => resolve({ incoming, text: Buffer.concat(chunks).toString('utf8') }));
      });
      outgoing.end(body);
    });
  }
}

/** One person's browser, as far as a script needs one. */
export class Browser {
  #cookie = '';

  constructor(private readonly pages: Pages) {}

  /** Errors: Refused. */
  async ask(method: string, path: string, body?: object): Promise<Answered> {
    const askedAt = monotonicMs();
    const headers = { origin: this.pages.origin, ...(this.#cookie === '' ? {} : { cookie: this.#cookie }) };
    const text = body === undefined ? undefined : JSON.stringify(body);
    const { incoming, text: answer } = await this.pages.send(method, path, headers, text);
    const answeredAt = monotonicMs();
    const status = incoming.statusCode ?? 0;
    const cookies = incoming.headers['set-cookie'] ?? [];
    if (cookies.length > 0) this.#cookie = cookies.map((cookie) => cookie.split(';')[0]).join('; ');
    const parsed = jsonIn(answer);
    if (status >= 200 && status < 300) return { status, body: parsed, askedAt, answeredAt };
    const { code } = (parsed ?? {}) as { code?: unknown };
    throw new Refused(`${method} ${path}`, status, typeof code === 'string' ? code : '', parsed);
  }
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text === '' ? null : text.slice(0, 200);
  }
}
