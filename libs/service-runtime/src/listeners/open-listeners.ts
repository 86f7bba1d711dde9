import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
} from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { markListener, type ListenerName } from './listener-of.js';

export interface ListenerOptions {
  /** Port 0 takes any free one. `key` and `cert` are PEM. */
  readonly tls?: {
    readonly port: number;
    readonly host?: string;
    readonly key: string | Buffer;
    readonly cert: string | Buffer;
  };
  readonly plain?: { readonly port: number; readonly host?: string };
  readonly internal?: { readonly port: number; readonly host?: string };
  /** Takes WebSocket handshakes; without it they are refused. `listenerOf(request)` holds here too. */
  readonly onUpgrade?: (request: IncomingMessage, socket: Duplex, head: Buffer) => void;
}

export interface Listeners {
  readonly ports: Readonly<Partial<Record<ListenerName, number>>>;
  /** Takes no new connection, lets requests in progress end for `drainMs`, then cuts what is left. */
  close(drainMs?: number): Promise<void>;
}

/** Longer than common clients keep a connection, so that they, not we, close it: no request meets a closing socket. */
const KEEP_ALIVE_MS = 65_000;

/**
 * One handler behind up to three listeners: TLS 1.3 on all addresses, plain and internal on loopback unless a
 * host is given. All are open when it resolves; on a failure none is.
 */
export async function openListeners(handler: RequestListener, options: ListenerOptions): Promise<Listeners> {
  const { tls, plain, internal, onUpgrade } = options;
  const open: { name: ListenerName; listener: Listener }[] = [];
  const close = async (drainMs: number): Promise<void> => {
    await Promise.all(open.map(({ listener }) => listener.close(drainMs)));
  };
  const start = async (
    name: ListenerName,
    server: Server,
    port: number,
    host: string | undefined,
  ): Promise<void> => {
    if (onUpgrade !== undefined) {
      server.on('upgrade', (request, socket, head) => {
        markListener(request, name);
        onUpgrade(request, socket, head);
      });
    }
    const listener = new Listener(server);
    server.on('request', (request: IncomingMessage, response: ServerResponse) => {
      markListener(request, name);
      listener.watch(response);
      handler(request as never, response as never);
    });
    await listening(server, port, host);
    open.push({ name, listener });
  };
  try {
    if (tls !== undefined) {
      const { key, cert } = tls;
      await start('tls', createTlsServer({ key, cert, minVersion: 'TLSv1.3' }), tls.port, tls.host);
    }
    if (plain !== undefined) await start('plain', createServer(), plain.port, plain.host ?? '127.0.0.1');
    if (internal !== undefined)
      await start('internal', createServer(), internal.port, internal.host ?? '127.0.0.1');
  } catch (error) {
    await close(0);
    throw error;
  }
  return {
    ports: Object.fromEntries(open.map(({ name, listener }) => [name, listener.port])),
    close: (drainMs = 5_000) => close(drainMs),
  };
}

class Listener {
  readonly #sockets = new Set<Socket>();
  #closing = false;

  constructor(private readonly server: Server) {
    server.keepAliveTimeout = KEEP_ALIVE_MS;
    server.on('connection', (socket: Socket) => {
      socket.setNoDelay(true);
      this.#sockets.add(socket);
      socket.once('close', () => this.#sockets.delete(socket));
    });
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  watch(response: ServerResponse): void {
    if (this.#closing) response.setHeader('Connection', 'close');
    // A connection whose last response began before the closing did is idle from here on.
    response.once('finish', () => {
      if (this.#closing) setImmediate(() => this.server.closeIdleConnections());
    });
  }

  async close(drainMs: number): Promise<void> {
    this.#closing = true;
    const closed = new Promise<void>((resolve) => this.server.close(() => resolve()));
    this.server.closeIdleConnections();
    const cut = setTimeout(() => {
      for (const socket of this.#sockets) socket.destroy();
    }, drainMs);
    await closed;
    clearTimeout(cut);
  }
}

function listening(server: Server, port: number, host: string | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const where = `${host ?? 'all addresses'} port ${port}`;
      reject(
        error.code === 'EADDRINUSE'
          ? new Error(
              `Cannot listen on ${where}: another program has it. Stop that program or choose another port.`,
              { cause: error },
            )
          : new Error(`Cannot listen on ${where}: ${error.message}`, { cause: error }),
      );
    });
    server.listen({ port, host }, resolve);
  });
}
