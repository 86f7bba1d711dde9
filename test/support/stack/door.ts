import { connect, createServer, type Server, type Socket } from 'node:net';
import { Transform } from 'node:stream';

/**
 * A load balancer: one port in front of several processes. Bytes go through as they are, TLS included. Each
 * connection takes the next process in turn that answers; those of a process that dies break. A test may have it
 * do what networks do: cut, swallow, delay.
 */
export class Door {
  readonly #sockets = new Set<Socket>();
  readonly #dark = new Set<Socket>();
  #next = 0;
  /** What each piece waits on its way, either way; connections that are open are met too. */
  delayMs = 0;

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

  /** Every connection there is breaks at once, at both ends. */
  reset(): void {
    for (const socket of this.#sockets) socket.resetAndDestroy();
  }

  /** Every connection there is goes dark: both ends believe in it, and nothing comes through. New ones work. */
  swallow(): void {
    for (const socket of this.#sockets) this.#dark.add(socket);
  }

  /** Those that were dark break at last. Returns how many there were. */
  resetDark(): number {
    const dark = [...this.#dark].filter((socket) => !socket.destroyed);
    for (const socket of dark) socket.resetAndDestroy();
    this.#dark.clear();
    return dark.length;
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
      upstream.pipe(this.#way(client)).pipe(client);
      client.pipe(this.#way(upstream)).pipe(upstream);
      // In the dark neither end hears of the other's.
      upstream.once('close', () => this.#dark.has(client) || client.destroy());
      client.once('close', () => this.#dark.has(upstream) || upstream.destroy());
      client.resume();
    });
  }

  /** In order, whatever it waits; into the dark while that is where it leads. */
  #way(to: Socket): Transform {
    return new Transform({
      transform: (piece: Buffer, _encoding, done) => {
        const on = (): void => (this.#dark.has(to) ? done() : done(null, piece));
        if (this.delayMs === 0) on();
        else setTimeout(on, this.delayMs);
      },
      flush: (done) => (this.#dark.has(to) ? undefined : done()),
    });
  }

  #track(socket: Socket): void {
    this.#sockets.add(socket);
    socket.on('error', () => undefined); // A close follows.
    socket.once('close', () => this.#sockets.delete(socket));
  }
}
