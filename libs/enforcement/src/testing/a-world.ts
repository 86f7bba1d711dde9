import { randomUUID } from 'node:crypto';
import { topicName, type ProgressRecord } from '#libs/event-stream';
import { MemoryEventStream } from '#libs/event-stream/testing';
import type { Predicate, SessionFacts } from '#libs/revocation-index';
import { securityEventClaims, signSecurityEvent, type Verify } from '#libs/security-event';
import { newKeyPair, nodeSigner, nodeVerifier } from '#libs/service-runtime';
import { Enforcement } from '../enforcement.js';
import type { EnforcementOptions, HeardRevocation } from '../options.js';
import { FakeSource } from './fake-source.js';
import { settled, VirtualClock } from './virtual-clock.js';

const ISSUER = 'https://issuer.test';
const EVENTS = topicName('securityEvents', 't.');
const PROGRESS = topicName('enforcementProgress', 't.');
/** Where the database's clock stands when the monotonic one shows 0: nothing like the machine's own wall clock. */
const DATABASE_EPOCH = 1_000_000_000_000;

/** The facts of a session, each its own unless told. */
export const someFacts = (overrides: Partial<SessionFacts> = {}): SessionFacts => ({
  sid: randomUUID(),
  sub: 'ann',
  seq: 1,
  kind: 'tv',
  model: 'Model One',
  appVersion: '4.2.1',
  ...overrides,
});

/** A source, a log and a clock in memory, and points that stand on them. */
export class World {
  readonly clock = new VirtualClock();
  readonly stream = new MemoryEventStream(3, () => this.clock.wallMs());
  readonly source = new FakeSource(
    () => this.databaseNow(),
    () => this.clock.monotonicMs(),
  );
  readonly keys = new Map<string, Verify>();
  /** How far the database's clock was set. */
  databaseAheadMs = 0;
  readonly #key = newKeyPair();

  constructor() {
    this.keys.set('k1', nodeVerifier(this.#key.publicKey));
  }

  databaseNow(): number {
    return DATABASE_EPOCH + this.databaseAheadMs + this.clock.monotonicMs();
  }

  /** A point that does nothing yet; `heard` is what it was told. */
  point(overrides: Partial<EnforcementOptions> = {}): TestPoint {
    const heard: HeardRevocation[] = [];
    const counts = { rereads: 0 };
    const enforcement = new Enforcement({
      point: 'g1',
      kind: 'push-gateway',
      issuer: ISSUER,
      stream: this.stream,
      topicPrefix: 't.',
      snapshots: this.source,
      keyOf: (kid) => this.keys.get(kid) ?? null,
      onRevoked: (one) => void heard.push(one),
      onReread: () => void counts.rereads++,
      logger: { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} },
      clock: this.clock,
      ...overrides,
    });
    return { enforcement, heard, counts };
  }

  /** A point that is fresh. */
  async freshPoint(overrides: Partial<EnforcementOptions> = {}): Promise<TestPoint> {
    const point = this.point(overrides);
    const starting = point.enforcement.start();
    await settled();
    await this.beat();
    await starting;
    if (!point.enforcement.isFresh()) throw new Error(`not fresh: ${point.enforcement.state.why}`);
    return point;
  }

  /** A beat in every partition, or in those named. */
  async beat(unsentForMs = 0, partitions: readonly number[] = [0, 1, 2]): Promise<void> {
    const value = JSON.stringify({ v: 1, databaseTime: this.databaseNow(), unsentForMs });
    for (const partition of partitions) {
      await this.stream.publish({ topic: EVENTS, key: 'beat', value, headers: { type: 'beat' }, partition });
    }
    await settled();
  }

  /** Passes time with a beat each 250 ms. */
  async live(ms: number): Promise<void> {
    for (let passed = 0; passed < ms; passed += 250) {
      await this.clock.pass(250);
      await this.beat();
    }
  }

  /** Commits a revocation: snapshots hold it from now on. */
  commit(predicate: Predicate): void {
    this.source.predicates.push(predicate);
  }

  async setOf(predicate: Predicate, kid = 'k1'): Promise<string> {
    const claims = securityEventClaims({
      jti: randomUUID(),
      txn: randomUUID(),
      issuer: ISSUER,
      sub: 'ann',
      predicate,
      initiatingEntity: 'user',
      revokedAt: this.databaseNow(),
      receiptWindowMs: 0,
    });
    return this.signed(JSON.stringify(claims), kid);
  }

  /** A SET of any payload. */
  signed(payload: string, kid = 'k1'): Promise<string> {
    return signSecurityEvent(payload, kid, nodeSigner(this.#key.privateKey));
  }

  /** Publishes an event, and lets it arrive. */
  async publish(predicate: Predicate, partition = 0): Promise<bigint> {
    return this.put({ value: await this.setOf(predicate), partition });
  }

  /** Puts any record into the log. */
  async put(record: {
    readonly value: string;
    readonly partition?: number;
    readonly type?: string;
  }): Promise<bigint> {
    const { value, partition = 0, type = 'set' } = record;
    const { offset } = await this.stream.publish({
      topic: EVENTS,
      key: 'ann',
      value,
      headers: { type },
      partition,
    });
    await settled();
    return offset;
  }

  /** Forgets every event in the log, as retention would. */
  truncate(): void {
    this.stream.truncate(EVENTS);
  }

  /** Every report so far. */
  async reports(): Promise<readonly ProgressRecord[]> {
    const found: ProgressRecord[] = [];
    const reading = await this.stream.tail({
      topic: PROGRESS,
      from: 'beginning',
      onRecord: ({ value }) => void found.push(JSON.parse(value) as ProgressRecord),
      onGap: () => {},
    });
    await settled();
    await reading.stop();
    return found;
  }
}

export interface TestPoint {
  readonly enforcement: Enforcement;
  readonly heard: readonly HeardRevocation[];
  readonly counts: { readonly rereads: number };
}
