import { connect, createServer, type Server, type Socket } from 'node:net';

/**
 * A load balancer: one port in front of several processes. Bytes go through as they are, TLS included. Each
 * connection takes the next process in turn that answers; those of a process that dies break.
 */
export class Door {
  readonly #sockets = new Set<Socket>();
  #next = 0;

  private constructor(
    private readonly server: Server,
    private readonly targets: readonly number[],
  ) {
    server.on('connection', (socket) => this.#enter(socket));
  }

  static async open(port: number, targets: readonly number[]): Promise<Door> {
    const server = createServer({ pauseOnConnect: true, noDelay: true });
    const door = new Door(server, targets);
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, '127.0.0.1', resolve);
    });
    return door;
  }

  async close(): Promise<void> {
    const closed = new Promise((resolve) => this.server.close(resolve));
    for (const socket of this.#sockets) socket.destroy();
    await closed;
  }

  #enter(client: Socket): void {
    this.#track(client);
    const first = this.#next++;
    this.#try(
      client,
      this.targets.map((_, i) => this.targets[(first + i) % this.targets.length]!),
    );
  }

  #try(client: Socket, [port, ...others]: readonly number[]): void {
    if (port === undefined || client.destroyed) return void client.destroy();
    const upstream = connect({ port, host: '127.0.0.1', noDelay: true });
    const otherwise = (): void => this.#try(client, others);
    upstream.once('error', otherwise);
    upstream.once('connect', () => {
      upstream.off('error', otherwise);
      this.#track(upstream);
      upstream.pipe(client);
      client.pipe(upstream);
      upstream.once('close', () => client.destroy());
      client.once('close', () => upstream.destroy());
      client.resume();
    });
  }

  #track(socket: Socket): void {
    this.#sockets.add(socket);
    socket.on('error', () => undefined); // A close follows.
    socket.once('close', () => this.#sockets.delete(socket));
  }
}
