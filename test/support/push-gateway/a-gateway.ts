import { MemoryEventStream } from '#libs/event-stream/testing';
import type { EventStream, IncomingRecord } from '#libs/event-stream';
import { openListeners, openLogger, openMetrics, type Listeners } from '#libs/service-runtime';
import { TokenAndProof } from '../../../apps/push-gateway/src/admission/token-and-proof.js';
import type { VerifyThread } from '../../../apps/push-gateway/src/admission/verifier.js';
import type { VerdictBatch, VerifyBatch } from '../../../apps/push-gateway/src/admission/verdict.js';
import { pushGatewayConfig } from '../../../apps/push-gateway/src/config.js';
import type { Core } from '../../../apps/push-gateway/src/core/core.module.js';
import { createGateway, type Gateway } from '../../../apps/push-gateway/src/gateway.js';
import { aSession, TestIssuer, type TestSession } from './an-issuer.js';
import { FakePoint } from './fake-point.js';
import { freePorts } from './free-ports.js';
import { SocketClient } from './socket-client.js';

export interface GatewayOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly stream?: EventStream;
  readonly point?: FakePoint;
  readonly tls?: { readonly cert: string; readonly key: string };
  readonly core?: Partial<Core>;
  /** Tokens that are remembered as good. */
  readonly maxKnown?: number;
}

export interface TestGateway {
  readonly issuer: TestIssuer;
  readonly point: FakePoint;
  readonly gateway: Gateway;
  readonly stream: EventStream;
  readonly thread: InlineThread;
  readonly url: string;
  readonly tlsUrl: string;
  readonly port: number;
  readonly records: (topic: string) => readonly IncomingRecord[];
  readonly ports: Listeners['ports'];
  /** A device that is ready. */
  ready(session?: TestSession): Promise<SocketClient & { readonly session: TestSession }>;
  metric(name: string, labels?: Readonly<Record<string, string>>): Promise<number>;
  close(): Promise<void>;
}

/** Verifies on the spec's own thread, since a worker would need built code; `hold` keeps verdicts back, `die` dies. */
export class InlineThread implements VerifyThread {
  starts = 0;
  #verdicts: (batch: VerdictBatch) => void = () => undefined;
  #died: (cause: unknown) => void = () => undefined;
  #gate: Promise<void> = Promise.resolve();
  #arrived: () => void = () => undefined;

  constructor(private readonly judge: TokenAndProof) {}

  readonly start = (): VerifyThread => {
    this.starts += 1;
    return this;
  };

  post(batch: VerifyBatch): void {
    this.#arrived();
    void this.#answer(batch, this.#verdicts);
  }

  listen(verdicts: (batch: VerdictBatch) => void, died: (cause: unknown) => void): void {
    this.#verdicts = verdicts;
    this.#died = died;
  }

  terminate(): Promise<void> {
    this.#died(new Error('terminated'));
    return Promise.resolve();
  }

  die(): void {
    this.#verdicts = () => undefined;
    this.#died(new Error('killed by the spec'));
  }

  /** From now on verdicts wait. `arrived` resolves with the next request. */
  hold(): { arrived: Promise<void>; release: () => void } {
    let release!: () => void;
    this.#gate = new Promise((resolve) => (release = resolve));
    const arrived = new Promise<void>((resolve) => (this.#arrived = resolve));
    return { arrived, release };
  }

  async #answer(batch: VerifyBatch, verdicts: (batch: VerdictBatch) => void): Promise<void> {
    const judged = await Promise.all(
      batch.map(async ([id, request]) => [id, await this.judge.judge(request)] as const),
    );
    await this.#gate;
    verdicts(judged);
  }
}

/** A whole gateway in this process with listeners of its own; only enforcement and the thread are stood in for. */
export async function aGateway(options: GatewayOptions = {}): Promise<TestGateway> {
  const issuer = new TestIssuer();
  const point = options.point ?? new FakePoint();
  const stream = options.stream ?? new MemoryEventStream();
  const thread = new InlineThread(new TokenAndProof(issuer.issuer, issuer.keyOf, options.maxKnown));
  const registry = openMetrics('push-gateway', { process: false });
  // Ports are known only once listening, and public URLs name them: so they are taken first.
  const ports = await freePorts(2);
  const [plainPort, tlsPort] = ports as [number, number];
  const url = `ws://localhost:${plainPort}/devices`;
  const tlsUrl = `wss://localhost:${tlsPort}/devices`;
  const config = pushGatewayConfig.load({
    SIGNOFF_ISSUER: issuer.issuer,
    SIGNOFF_GATEWAY_PUBLIC_URLS: `${url},${tlsUrl}`,
    ...options.env,
  });
  const gateway = await createGateway({
    config,
    gateway: 'gw',
    stream,
    logger: openLogger('push-gateway', { level: process.env['TEST_LOG'] ?? 'silent' }),
    registry,
    openPoint: point.open,
    startVerifyThread: thread.start,
    ...options.core,
  });
  const listeners = await openListeners(gateway.handler, {
    plain: { port: plainPort },
    internal: { port: 0 },
    ...(options.tls === undefined ? {} : { tls: { port: tlsPort, host: 'localhost', ...options.tls } }),
    onUpgrade: gateway.upgrade,
  });
  await gateway.start();
  const records = recorded(stream);
  return {
    issuer,
    point,
    gateway,
    stream,
    thread,
    url,
    tlsUrl,
    port: plainPort,
    ports: listeners.ports,
    records,
    ready: async (session = aSession()) => {
      const client = await SocketClient.challenged(url);
      await client.hello(session, issuer);
      await client.hears('ready');
      return Object.assign(client, { session });
    },
    metric: async (name, labels = {}) => {
      const metric = (await registry.getMetricsAsJSON()).find(
        (one) => one.name === `signoff_gateway_${name}`,
      );
      const values = (metric?.values ?? []) as {
        value: number;
        labels: Record<string, unknown>;
        metricName?: string;
      }[];
      return (
        values.find(
          (one) =>
            Object.entries(labels).every(([key, value]) => String(one.labels[key]) === value) &&
            (one.metricName === undefined || one.metricName.endsWith('_count')),
        )?.value ?? 0
      );
    },
    close: async () => {
      const closed = listeners.close(0);
      await gateway.drain(0);
      await closed;
      await gateway.close();
    },
  };
}

function recorded(stream: EventStream): TestGateway['records'] {
  const kept = new Map<string, IncomingRecord[]>();
  return (topic) => {
    let records = kept.get(topic);
    if (records === undefined) {
      const mine: IncomingRecord[] = [];
      kept.set(topic, (records = mine));
      void stream.tail({
        topic,
        from: 'beginning',
        onRecord: (record) => void mine.push(record),
        onGap: (reason) => {
          throw new Error(reason);
        },
      });
    }
    return records;
  };
}
