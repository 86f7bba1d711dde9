import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import type { AccountApiConfig } from '../config.js';
import type { Keys } from './keys.js';

/** Three doors to one handler: TLS 1.3, plain on loopback, internal. */
export class Listeners {
  readonly #internal = new WeakSet<Socket>();
  readonly #servers: Server[] = [];
  readonly ports: { tls?: number; plain?: number; internal?: number } = {};

  readonly isInternal = (request: IncomingMessage): boolean => this.#internal.has(request.socket);

  async open(config: AccountApiConfig, { tls }: Keys, handler: RequestListener): Promise<void> {
    const guarded = onlyFor([config.issuer, config.accountUrl], handler);
    const tlsServer = createTlsServer({ ...tls, minVersion: 'TLSv1.3' }, guarded);
    this.ports.tls = await this.#listen(tlsServer, config.tlsPort);
    if (config.plainPort !== 0) {
      this.ports.plain = await this.#listen(createServer(guarded), config.plainPort, config.plainHost);
    }
    const internal = createServer(handler);
    internal.on('connection', (socket: Socket) => this.#internal.add(socket));
    this.ports.internal = await this.#listen(internal, config.internalPort, config.internalHost);
  }

  /** Resolves once no request is in flight. */
  async close(): Promise<void> {
    await Promise.all(
      this.#servers.map(
        (server) => new Promise<void>((resolve) => server.close(() => resolve()).closeIdleConnections()),
      ),
    );
  }

  #listen(server: Server, port: number, host?: string): Promise<number> {
    this.#servers.push(server);
    return new Promise((resolve, reject) => {
      server.once('error', reject);
      server.listen({ port, ...(host === undefined ? {} : { host }) }, () => {
        resolve((server.address() as AddressInfo).port);
      });
    });
  }
}

/** An evil Host, or an absolute-form request line, would rewrite every endpoint and the expected htu. */
const onlyFor = (urls: readonly string[], handler: RequestListener): RequestListener => {
  const origins = new Set(urls.map((url) => new URL(url).origin));
  return (request, response) => {
    const origin = `${'encrypted' in request.socket ? 'https' : 'http'}://${request.headers.host ?? ''}`;
    if (!origins.has(origin) || !request.url?.startsWith('/')) response.writeHead(421).end();
    else handler(request, response);
  };
};
