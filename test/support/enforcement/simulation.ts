import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { Enforcement, type SnapshotSource } from '#libs/enforcement';
import { settled, VirtualClock } from '#libs/enforcement/testing';
import { topicName, type ProgressRecord } from '#libs/event-stream';
import { MemoryEventStream } from '#libs/event-stream/testing';
import type { SessionFacts } from '#libs/revocation-index';
import { securityEventClaims, signSecurityEvent } from '#libs/security-event';
import { nodeSigner, nodeVerifier } from '#libs/service-runtime';
import { BlockedClock } from '../../../apps/account-api/src/enforcement-points/blocked-clock.js';
import { Points } from '../../../apps/account-api/src/enforcement-points/points.js';
import { ProgressReading } from '../../../apps/account-api/src/enforcement-points/progress-reading.js';
import { SimulatedBlockedStore } from './simulated-blocked-store.js';
import { SimulatedProcess } from './simulated-process.js';

const ISSUER = 'https://issuer.test';
const EVENTS = topicName('securityEvents', 's.');
const PROGRESS = topicName('enforcementProgress', 's.');
const RECHECK_EVERY_MS = 1_000;
const HEAR_EVERY_MS = 10_000;
const BEAT_EVERY_MS = 250;

export interface SimulatedPoint extends Pick<SimulatedProcess, 'isFrozen' | 'fault'> {
  readonly enforcement: Enforcement;
  source: 'answer' | 'refuse' | 'answer is lost' | 'answer is late';
  heal(): void;
}

/** The account API's blocked clock, whole, over a database in memory; points; and one virtual time for all. */
export class SimulatedInstallation {
  readonly clock = new VirtualClock();
  /** One session no one revokes, and those that are. */
  readonly sessions: SessionFacts[] = [aSession()];
  beating = true;
  readonly #log = new MemoryEventStream(3, () => this.clock.wallMs());
  readonly #store = new SimulatedBlockedStore(() => this.clock.monotonicMs());
  readonly #blockedClock: BlockedClock;
  readonly #points: Enforcement[] = [];
  readonly #key = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  #violation: unknown = null;
  #running = true;

  constructor() {
    const clock = {
      now: () => this.clock.monotonicMs(),
      after: (ms: number, call: () => void) => this.clock.after(ms, call),
    };
    const fail = (error: unknown): void => void (this.#violation ??= error);
    const reading = new ProgressReading(this.#log, PROGRESS);
    const none = { changed: () => {} };
    this.#blockedClock = new BlockedClock(new Points(), reading, this.#store, none, clock, () => {}, fail);
    void this.#log.tail({
      topic: PROGRESS,
      from: 'beginning',
      onRecord: ({ value, offset }) => {
        this.#blockedClock.reported(JSON.parse(value) as ProgressRecord);
        reading.handled(offset);
      },
      onGap: (reason) => fail(new Error(reason)),
    });
    this.#each(RECHECK_EVERY_MS, () => void this.#blockedClock.recheck().catch(fail));
    this.#each(RECHECK_EVERY_MS, () => void this.#blockedClock.recheckPolls().catch(fail));
    this.#each(HEAR_EVERY_MS, () => {
      const askedAt = this.clock.monotonicMs();
      void reading.caughtUp().then(() => this.#blockedClock.heardAll(askedAt), fail);
    });
    this.#each(BEAT_EVERY_MS, () => this.#beat());
  }

  /** A point that has started. */
  async point(name: string): Promise<SimulatedPoint> {
    const process = new SimulatedProcess(this.clock, this.#log);
    const verify = nodeVerifier(this.#key.publicKey);
    const state: { source: SimulatedPoint['source'] } = { source: 'answer' };
    const enforcement = new Enforcement({
      point: name,
      kind: 'push-gateway',
      issuer: ISSUER,
      stream: process.stream,
      topicPrefix: 's.',
      snapshots: { read: (poll) => process.enters(this.#snapshot(poll, state.source)) },
      keyOf: () => verify,
      onRevoked: () => {},
      onReread: () => {},
      logger: { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} },
      clock: process.clock,
    });
    this.#points.push(enforcement);
    void enforcement.start();
    await settled();
    return Object.defineProperties(state, {
      enforcement: { value: enforcement },
      isFrozen: { get: () => process.isFrozen },
      fault: { value: process.fault.bind(process) },
      heal: {
        value: () => {
          state.source = 'answer';
          process.heal();
        },
      },
    }) as SimulatedPoint;
  }

  /** Commits the revocation of a session, which is known from the start; its event follows after so long. */
  revoke(publishAfterMs: number): void {
    const session = aSession();
    this.sessions.push(session);
    const revocationId = session.sid;
    this.#store.commit(revocationId);
    const committedAt = this.clock.monotonicMs();
    const publish = async (): Promise<void> => {
      const { partition, offset } = await this.#publish(session);
      this.#store.published(revocationId, partition, offset);
      this.#blockedClock.published({
        revocationId,
        partition,
        offset,
        requestedAt: committedAt,
        committedAt,
      });
    };
    if (publishAfterMs === 0) this.watch(publish());
    else this.clock.after(publishAfterMs, () => this.watch(publish()));
  }

  isRevoked = ({ sid }: SessionFacts): boolean => this.#store.has(sid);
  isBlocked = ({ sid }: SessionFacts): boolean => this.#store.isBlocked(sid);

  get blockedCount(): number {
    return this.sessions.filter(this.isBlocked).length;
  }

  pass(ms: number): Promise<void> {
    return this.clock.pass(ms);
  }

  /** What fails there fails the run. */
  watch(work: Promise<unknown>): void {
    work.catch((error: unknown) => (this.#violation ??= error));
  }

  throwIfViolated(): void {
    if (this.#violation !== null) throw this.#violation as Error;
  }

  async close(): Promise<void> {
    this.#running = false;
    this.#blockedClock.stop();
    const stopping = this.#points.map((point) => point.stop());
    await this.clock.pass(10_000);
    await Promise.all(stopping);
  }

  async #snapshot(
    poll: { readonly boot: string; readonly having: string | null },
    source: SimulatedPoint['source'],
  ): ReturnType<SnapshotSource['read']> {
    if (source === 'refuse') throw new Error('the source is away');
    // Within the time a source has to answer; later than that the point has given up.
    if (source === 'answer is late') await new Promise<void>((resolve) => this.clock.after(1_300, resolve));
    const { name, sids } = this.#store.poll(poll.boot, poll.having);
    const predicates = sids.map((sid) => ({ type: 'session' as const, sid }));
    const databaseTime = this.clock.monotonicMs();
    if (source === 'answer is lost') {
      await new Promise<void>((resolve) => this.clock.after(1_500, resolve));
      throw new Error('timed out');
    }
    return { databaseTime, predicates, understood: true, name };
  }

  #beat(): void {
    if (!this.beating) return;
    const beat = { v: 1, databaseTime: this.clock.monotonicMs(), unsentForMs: this.#store.unsentForMs() };
    for (const partition of [0, 1, 2]) {
      void this.#log.publish({
        topic: EVENTS,
        key: 'beat',
        value: JSON.stringify(beat),
        headers: { type: 'beat' },
        partition,
      });
    }
  }

  async #publish({ sid, sub }: SessionFacts): ReturnType<MemoryEventStream['publish']> {
    const [jti, txn] = [randomUUID(), randomUUID()];
    const claims = securityEventClaims({
      jti,
      txn,
      issuer: ISSUER,
      sub,
      predicate: { type: 'session', sid },
      initiatingEntity: 'user',
      revokedAt: 0,
      receiptWindowMs: 0,
    });
    const value = await signSecurityEvent(JSON.stringify(claims), 'k1', nodeSigner(this.#key.privateKey));
    return this.#log.publish({ topic: EVENTS, key: sub, value, headers: { type: 'set', txn } });
  }

  #each(ms: number, call: () => void): void {
    this.clock.after(ms, () => {
      if (!this.#running) return;
      call();
      this.#each(ms, call);
    });
  }
}

const aSession = (): SessionFacts => ({
  sid: randomUUID(),
  sub: randomUUID(),
  seq: 1,
  kind: 'tv',
  model: 'm',
  appVersion: '1',
});
