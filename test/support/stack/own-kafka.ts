import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Child, ChildSpec } from '../../../infra/processes/child.js';
import { Started } from '../../../infra/processes/started.js';
import { embeddedKafka } from '../../../infra/services/kafka/embedded-kafka.js';
import { NotToBeHad } from '../../../infra/services/way.js';
import { freePorts } from './free-ports.js';

/**
 * A Kafka of one test's own, which it may kill, freeze and start again on the same port with the same data. The
 * run's own is shared with every other test, so no fault is ever made there.
 */
export class OwnKafka {
  readonly brokers: string;
  readonly #started: BrokerStarted;

  private constructor(
    private readonly folder: string,
    private readonly port: number,
    private readonly controllerPort: number,
  ) {
    this.brokers = `127.0.0.1:${port}`;
    this.#started = new BrokerStarted(join(folder, 'processes.json'));
  }

  static async start(): Promise<OwnKafka> {
    const [port, controllerPort] = (await freePorts(2)) as [number, number];
    const folder = mkdtempSync(join(tmpdir(), 'signoff-kafka-'));
    const kafka = new OwnKafka(folder, port, controllerPort);
    try {
      await kafka.again();
    } catch (error) {
      await kafka.close();
      throw error;
    }
    return kafka;
  }

  /** Starts it on the data and the port it had. */
  async again(): Promise<void> {
    const { folder, port, controllerPort } = this;
    const options = {
      root: process.cwd(),
      dataDir: folder,
      logsDir: join(folder, 'logs'),
      port,
      controllerPort,
    };
    const service = await embeddedKafka({ ...options, started: this.#started });
    if (service instanceof NotToBeHad)
      throw new Error(`a test of faults needs a Kafka to kill: ${service.reason}`);
  }

  /** No power any more. */
  async kill(): Promise<void> {
    process.kill(this.#pid, 'SIGKILL');
    await this.#started.broker?.exited;
  }

  freeze(): void {
    process.kill(this.#pid, 'SIGSTOP');
  }

  resume(): void {
    process.kill(this.#pid, 'SIGCONT');
  }

  async close(): Promise<void> {
    await this.#started.stop({ say: () => undefined, during: (_, work) => work });
    rmSync(this.folder, { recursive: true, force: true });
  }

  get #pid(): number {
    const pid = this.#started.broker?.pid;
    if (pid === undefined) throw new Error('Kafka does not run');
    return pid;
  }
}

/** Knows which of what it started is the broker; formatting is another process. */
class BrokerStarted extends Started {
  broker: Child | null = null;

  override start(spec: ChildSpec): Child {
    return (this.broker = super.start(spec));
  }
}
