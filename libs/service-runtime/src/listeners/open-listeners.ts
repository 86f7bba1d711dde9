import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
} from 'node:http';
import { createServer as createTlsServer, Server as TlsServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { markListener, type ListenerName } from './listener-of.js';
import { UnreadableRequests } from './unreadable-requests.js';

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

/** A request without Host is refused by `UnreadableRequests`, as a problem. */
const OURS_TO_REFUSE = { requireHostHeader: false };

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
    const listener = new Listener(server);
    if (onUpgrade !== undefined) {
      server.on('upgrade', (request, socket, head) => {
        markListener(request, name);
        listener.keepOpen(socket);
        onUpgrade(request, socket, head);
      });
    }
    server.on('request', (request: IncomingMessage, response: ServerResponse) => {
      markListener(request, name);
      listener.watch(request, response);
      if (listener.unreadable.admits(request, response)) handler(request, response);
    });
    await listening(server, port, host);
    open.push({ name, listener });
  };
  try {
    if (tls !== undefined) {
      const { key, cert } = tls;
      await start(
        'tls',
        createTlsServer({ ...OURS_TO_REFUSE, key, cert, minVersion: 'TLSv1.3' }),
        tls.port,
        tls.host,
      );
    }
    if (plain !== undefined)
      await start('plain', createServer(OURS_TO_REFUSE), plain.port, plain.host ?? '127.0.0.1');
    if (internal !== undefined)
      await start('internal', createServer(OURS_TO_REFUSE), internal.port, internal.host ?? '127.0.0.1');
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
  readonly unreadable: UnreadableRequests;
  /** Every TCP connection, those in a TLS handshake included. */
  readonly #connections = new Set<Socket>();
  /** Those that carry a request now, or have become a WebSocket, which its owner closes. */
  readonly #busy = new WeakSet<Duplex>();
  readonly #ready = new Set<Socket>();
  #closing = false;

  constructor(private readonly server: Server) {
    server.keepAliveTimeout = KEEP_ALIVE_MS;
    this.unreadable = new UnreadableRequests(server, (socket) => this.#ready.has(socket));
    server.on('connection', (socket: Socket) => {
      socket.setNoDelay(true);
      keep(this.#connections, socket);
    });
    server.on(server instanceof TlsServer ? 'secureConnection' : 'connection', (socket: Socket) => {
      keep(this.#ready, socket);
      if (this.#closing) socket.destroy();
    });
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  watch({ socket }: IncomingMessage, response: ServerResponse): void {
    this.#busy.add(socket);
    if (this.#closing) response.setHeader('Connection', 'close');
    response.once('finish', () => {
      this.#busy.delete(socket);
      // Let go of the answer first; what it began before the closing it may end.
      if (this.#closing) socket.destroySoon();
    });
  }

  /** A WebSocket from here on: the time to drain is its owner's to close it. */
  keepOpen(socket: Duplex): void {
    this.#busy.add(socket);
  }

  async close(drainMs: number): Promise<void> {
    this.#closing = true;
    const closed = new Promise<void>((resolve) => this.server.close(() => resolve()));
    // Node's closeIdleConnections leaves out connections that have not sent a request yet.
    for (const socket of this.#ready) if (!this.#busy.has(socket)) socket.destroy();
    const cut = setTimeout(() => {
      for (const socket of this.#connections) socket.destroy();
    }, drainMs);
    await closed;
    clearTimeout(cut);
  }
}

function keep(sockets: Set<Socket>, socket: Socket): void {
  sockets.add(socket);
  socket.once('close', () => sockets.delete(socket));
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
