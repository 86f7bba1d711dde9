import { randomUUID } from 'node:crypto';
import type { EventStream, IncomingRecord, ProgressRecord, Subscription } from '#libs/event-stream';
import { decodeJws } from '#libs/security-event';
import type { Installation } from './installation.js';

export interface SeenEvent {
  readonly jti: string;
  readonly txn: string;
  readonly payload: string;
  readonly set: string;
  readonly partition: number;
  readonly offset: bigint;
}

/**
 * An enforcement point as the account API knows one: it reads all of security-events and reports how far it
 * is. `hold` keeps it from applying what comes, as a slow or frozen one would.
 */
export class FakePoint {
  readonly boot = randomUUID();
  readonly events: SeenEvent[] = [];
  readonly beats: IncomingRecord[] = [];
  readonly #offsets = new Map<number, bigint>();
  #subscription: Subscription | null = null;
  #held: (() => void)[] | null = null;
  #silent = false;
  #waiting: (() => void)[] = [];

  constructor(
    private readonly stream: EventStream,
    private readonly installation: Pick<Installation, 'topic'>,
    readonly point: string = `point-${randomUUID()}`,
    private readonly largestGraceMs = 0,
  ) {}

  async join(): Promise<this> {
    const topic = this.installation.topic('securityEvents');
    const from = await this.stream.endOffsets(topic);
    for (const [partition, offset] of from) this.#offsets.set(partition, offset - 1n);
    this.#subscription = await this.stream.tail({
      topic,
      from,
      onRecord: (record) => this.#apply(record),
      onGap: (reason) => {
        throw new Error(reason);
      },
    });
    await this.report();
    return this;
  }

  /** From now on it applies and reports nothing. */
  hold(): void {
    this.#held ??= [];
    this.#silent = true;
  }

  release(): void {
    const held = this.#held ?? [];
    this.#held = null;
    this.#silent = false;
    for (const go of held) go();
  }

  async report(overrides: Partial<ProgressRecord> = {}): Promise<void> {
    const record: ProgressRecord = {
      v: 1,
      point: this.point,
      boot: this.boot,
      kind: 'push-gateway',
      offsets: Object.fromEntries([...this.#offsets].map(([p, offset]) => [p, String(offset)])),
      fresh: true,
      largestGraceMs: this.largestGraceMs,
      at: Date.now(),
      ...overrides,
    };
    await this.stream.publish({
      topic: this.installation.topic('enforcementProgress'),
      key: this.point,
      value: JSON.stringify(record),
    });
  }

  async leave(): Promise<void> {
    await this.#subscription?.stop();
    await this.report({ gone: true });
  }

  /** Dies: reads no more, says nothing. */
  async die(): Promise<void> {
    this.release();
    await this.#subscription?.stop();
  }

  /** Resolves once it has seen that many events. */
  async seen(count: number): Promise<void> {
    while (this.events.length < count) await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  async #apply(record: IncomingRecord): Promise<void> {
    if (this.#held !== null) await new Promise<void>((resolve) => this.#held?.push(resolve));
    this.#offsets.set(record.partition, record.offset);
    if (record.headers['type'] === 'beat') {
      this.beats.push(record);
    } else {
      const jws = decodeJws(record.value);
      this.events.push({
        jti: String(jws.payload['jti']),
        txn: record.headers['txn'] ?? '',
        payload: new TextDecoder().decode(jws.payloadBytes),
        set: record.value,
        partition: record.partition,
        offset: record.offset,
      });
      if (!this.#silent) await this.report();
    }
    for (const wake of this.#waiting.splice(0)) wake();
  }
}
