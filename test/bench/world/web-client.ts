import { Agent, request, type RequestOptions } from 'node:http';

export interface WebAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly text: string;
}

export interface WebRequest {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Cookies, kept by what is answered. */
  readonly jar?: Map<string, string>;
}

const CLOSED = new Set<unknown>(['ECONNRESET', 'EPIPE']);

/** The kept connection was closed before any answer came. */
class ClosedWhileIdle extends Error {}

/** One HTTP client for both sides of a comparison, so that its cost is the same: kept connections, nothing clever. */
export class WebClient {
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 64 });

  constructor(readonly origin: string) {}

  async ask(path: string, { method = 'GET', headers = {}, body, jar }: WebRequest = {}): Promise<WebAnswer> {
    const { hostname, port, pathname, search } = new URL(path, this.origin);
    const cookies = [...(jar ?? [])].map(([name, value]) => `${name}=${value}`).join('; ');
    const answer = await this.#answered(body, {
      ...{ method, host: hostname, port, path: pathname + search },
      headers: {
        ...headers,
        ...(cookies === '' ? {} : { cookie: cookies }),
        ...(body === undefined ? {} : { 'content-length': Buffer.byteLength(body) }),
      },
    });
    for (const cookie of [answer.headers['set-cookie'] ?? []].flat()) {
      const [pair = ''] = cookie.split(';');
      const [name, value] = [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)];
      if (value === '' || /max-age=0/i.test(cookie)) jar?.delete(name);
      else jar?.set(name, value);
    }
    return answer;
  }

  form(path: string, fields: Readonly<Record<string, string>>, more: WebRequest = {}): Promise<WebAnswer> {
    return this.ask(path, {
      ...more,
      method: 'POST',
      headers: { ...more.headers, 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams(fields).toString(),
    });
  }

  close(): void {
    this.#agent.destroy();
  }

  /**
   * A server may close a connection that lay idle at the moment a request goes out on it (RFC 9112 section 9.3.1). That
   * request is sent once more, on a connection of its own, whatever its method: a server that closed before it said a
   * word is taken not to have begun.
   */
  #answered(body: string | undefined, options: RequestOptions): Promise<WebAnswer> {
    return this.#sent(body, { ...options, agent: this.#agent }).catch((error: unknown) => {
      if (error instanceof ClosedWhileIdle) return this.#sent(body, { ...options, agent: false });
      throw error;
    });
  }

  #sent(body: string | undefined, options: RequestOptions): Promise<WebAnswer> {
    return new Promise((resolve, reject) => {
      const outgoing = request(options);
      const failed = (error: NodeJS.ErrnoException): void => {
        const isClosed = outgoing.reusedSocket && CLOSED.has(error.code);
        reject(isClosed ? new ClosedWhileIdle(error.message, { cause: error }) : error);
      };
      outgoing.once('error', failed).once('response', (incoming) => {
        const chunks: Buffer[] = [];
        // Some of an answer came: not to be asked again.
        outgoing.off('error', failed).once('error', reject);
        incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
        incoming.once('error', reject).once('end', () => {
          const text = Buffer.concat(chunks).toString('utf8');
          resolve({ status: incoming.statusCode ?? 0, headers: incoming.headers, text });
        });
      });
      outgoing.end(body);
    });
  }
}

/** How long so many took, `atOnce` under way at one moment. Rejects with the first that fails. */
export async function inParallel(
  count: number,
  atOnce: number,
  doOne: (index: number, lane: number) => Promise<unknown>,
): Promise<number> {
  const begun = performance.now();
  let next = 0;
  await Promise.all(
    Array.from({ length: atOnce }, async (_, lane) => {
      while (next < count) await doOne(next++, lane);
    }),
  );
  return performance.now() - begun;
}
