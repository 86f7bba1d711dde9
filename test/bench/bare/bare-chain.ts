import { fork, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { Agent, request } from 'node:http';
import { fileURLToPath } from 'node:url';
import { Kafka, logLevel } from 'kafkajs';
import { WebSocket } from 'ws';
import { monotonicMs } from '../../../simulators/fleet/src/messages.js';

const GIVE_UP_MS = 30_000;

/**
 * The peer of `signout.told`: the same hops with nothing in them. HTTP, one PostgreSQL statement, Kafka with
 * acks=all, a consumer, a socket, a client; each in a bare process.
 */
export class BareChain {
  readonly #agent = new Agent({ keepAlive: true });
  readonly #arrived = new Map<string, (at: number) => void>();

  private constructor(
    private readonly processes: readonly ChildProcess[],
    private readonly port: number,
    private readonly socket: WebSocket,
  ) {
    socket.on('message', (data: Buffer) => this.#arrived.get(data.toString())?.(monotonicMs()));
  }

  static async start(databaseUrl: string, brokers: string): Promise<BareChain> {
    const topic = `bare-chain-${randomUUID()}`;
    const admin = new Kafka({ brokers: brokers.split(','), logLevel: logLevel.NOTHING }).admin();
    await admin.connect();
    await admin.createTopics({ waitForLeaders: true, topics: [{ topic, numPartitions: 1 }] });
    await admin.disconnect();
    const source = await started('./source.js', [databaseUrl, brokers, topic]);
    const gateway = await started('./gateway.js', [brokers, topic]);
    const socket = new WebSocket(`ws://127.0.0.1:${gateway.port}`, { perMessageDeflate: false });
    await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
    return new BareChain([source.child, gateway.child], source.port, socket);
  }

  /** Milliseconds from the request to the client's having the message. */
  async once(): Promise<number> {
    const id = randomUUID();
    let timer: NodeJS.Timeout | undefined;
    const arrival = new Promise<number>((resolve, reject) => {
      this.#arrived.set(id, resolve);
      timer = setTimeout(() => reject(new Error('the bare chain lost a message')), GIVE_UP_MS);
    });
    const from = monotonicMs();
    await this.#post(`/${id}`);
    const at = await arrival.finally(() => clearTimeout(timer));
    this.#arrived.delete(id);
    return at - from;
  }

  stop(): void {
    this.socket.terminate();
    this.#agent.destroy();
    for (const child of this.processes) child.disconnect();
  }

  #post(path: string): Promise<void> {
    return new Promise((resolve, reject) => {
      const outgoing = request({
        port: this.port,
        host: '127.0.0.1',
        method: 'POST',
        path,
        agent: this.#agent,
      });
      outgoing.once('error', reject);
      outgoing.once('response', (incoming) => incoming.resume().once('end', resolve));
      outgoing.end();
    });
  }
}

function started(file: string, args: readonly string[]): Promise<{ child: ChildProcess; port: number }> {
  return new Promise((resolve, reject) => {
    const child = fork(fileURLToPath(new URL(file, import.meta.url)), args);
    child.once('message', ({ port }: { port: number }) => resolve({ child, port }));
    child.once('exit', (code) => reject(new Error(`${file} ended with ${code} before it was ready`)));
  });
}
