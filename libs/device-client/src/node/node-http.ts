import http from 'node:http';
import https from 'node:https';
import type { Http, HttpRequest, HttpResponse } from '../ports.js';

const TIMEOUT_MS = 10_000;
const MAX_BODY_BYTES = 1_048_576;

export interface TlsTrust {
  /** PEM of the one authority this device believes; absent = those of the platform. */
  readonly ca?: string;
  /** The address to dial from; a fleet needs several, since a port pair is used once. */
  readonly localAddress?: string;
}

/** HTTP for device programs: keeps connections alive, TLS 1.3 only, no redirects, an answer within 10 s or none. */
export function nodeHttp({ ca, localAddress }: TlsTrust = {}): Http & { close(): void } {
  const local = localAddress === undefined ? {} : { localAddress };
  const plain = new http.Agent({ keepAlive: true, ...local });
  const secure = new https.Agent({
    keepAlive: true,
    minVersion: 'TLSv1.3',
    ...local,
    ...(ca === undefined ? {} : { ca }),
  });
  const send: Http = (request) =>
    request.url.startsWith('https:')
      ? exchange(https.request(request.url, optionsOf(request, secure)), request)
      : exchange(http.request(request.url, optionsOf(request, plain)), request);
  return Object.assign(send, {
    close: () => {
      plain.destroy();
      secure.destroy();
    },
  });
}

function optionsOf({ method, headers, body }: HttpRequest, agent: http.Agent): http.RequestOptions {
  const length = body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) };
  return { method, agent, headers: { ...headers, ...length }, timeout: TIMEOUT_MS };
}

function exchange(outgoing: http.ClientRequest, { body }: HttpRequest): Promise<HttpResponse> {
  return new Promise((resolve, reject) => {
    // `timeout` of the request is idleness; this bounds the whole.
    const timer = setTimeout(() => outgoing.destroy(new Error('no answer in time')), TIMEOUT_MS);
    outgoing.once('timeout', () => outgoing.destroy(new Error('no answer in time')));
    outgoing.once('close', () => clearTimeout(timer));
    outgoing.once('error', reject);
    outgoing.once('response', (incoming) => {
      const chunks: Buffer[] = [];
      let bytes = 0;
      incoming.on('data', (chunk: Buffer) => {
        chunks.push(chunk);
        bytes += chunk.length;
        if (bytes > MAX_BODY_BYTES) outgoing.destroy(new Error('the answer is too large'));
      });
      incoming.once('error', reject);
      incoming.once('end', () => {
        const header = (name: string): string | null => {
          const value = incoming.headers[name.toLowerCase()];
          return Array.isArray(value) ? (value[0] ?? null) : (value ?? null);
        };
        resolve({ status: incoming.statusCode ?? 0, header, body: Buffer.concat(chunks).toString('utf8') });
      });
    });
    outgoing.end(body);
  });
}
