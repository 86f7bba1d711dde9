import { randomUUID } from 'node:crypto';
import { Enforcement, type SnapshotSource } from '#libs/enforcement';
import { settled, VirtualClock } from '#libs/enforcement/testing';
import { topicName } from '#libs/event-stream';
import { MemoryEventStream } from '#libs/event-stream/testing';
import type { SessionFacts } from '#libs/revocation-index';
import { securityEventClaims, signSecurityEvent } from '#libs/security-event';
import { newKeyPair, nodeSigner, nodeVerifier } from '#libs/service-runtime';
import { SimulatedAccountApi } from './simulated-account-api.js';
import { SimulatedBlockedStore } from './simulated-blocked-store.js';
import { SimulatedProcess } from './simulated-process.js';

const ISSUER = 'https://issuer.test';
const EVENTS = topicName('securityEvents', 's.');
const PROGRESS = topicName('enforcementProgress', 's.');
const BEAT_EVERY_MS = 250;

export interface SimulatedPoint extends Pick<SimulatedProcess, 'isFrozen' | 'fault'> {
  readonly enforcement: Enforcement;
  source: 'answer' | 'refuse' | 'answer is lost' | 'answer is late' | 'answer is slow';
  heal(): void;
}

/** The account API's blocked clock, whole, over a database in memory; points; and one virtual time for all. */
export class SimulatedInstallation {
  readonly clock = new VirtualClock();
  /** One session no one revokes, and those that are. */
  readonly sessions: SessionFacts[] = [aSession()];
  beating = true;
  readonly #log = new MemoryEventStream(3, () => this.clock.wallMs(), { [PROGRESS]: 1 });
  readonly #store = new SimulatedBlockedStore(() => this.clock.monotonicMs());
  #api: SimulatedAccountApi;
  readonly #points: Enforcement[] = [];
  readonly #key = newKeyPair();
  #violation: unknown = null;
  #running = true;

  constructor() {
    this.#api = this.#anApi();
    this.#each(BEAT_EVERY_MS, () => this.#beat());
  }

  /** The account API crashes and is there again: it knows of points what the log says, all of it or what is left. */
  async restartApi(reports: 'kept' | 'deleted'): Promise<void> {
    this.#api.stop();
    if (reports === 'deleted') this.#log.truncate(PROGRESS);
    this.#api = this.#anApi();
    await settled();
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
      this.#api.published({
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
    this.#api.stop();
    const stopping = this.#points.map((point) => point.stop());
    await this.clock.pass(10_000);
    await Promise.all(stopping);
  }

  #anApi(): SimulatedAccountApi {
    const { clock } = this;
    const fail = (error: unknown): void => void (this.#violation ??= error);
    return new SimulatedAccountApi({
      clock,
      log: this.#log,
      progressTopic: PROGRESS,
      store: this.#store,
      fail,
    });
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
    // What is committed while it is on its way is not in it.
    if (source === 'answer is slow') await new Promise<void>((resolve) => this.clock.after(1_300, resolve));
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
