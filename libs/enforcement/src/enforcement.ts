import { randomUUID } from 'node:crypto';
import { topicName, type ProgressRecord } from '#libs/event-stream';
import type { SessionFacts } from '#libs/revocation-index';
import { systemClock, type Clock } from './clock.js';
import { Lease } from './freshness/lease.js';
import { momentOf, type Moment } from './freshness/moment.js';
import { Return } from './freshness/return.js';
import type { EnforcementOptions, EnforcementState, Judgement, NotFresh } from './options.js';
import { Pauses } from './pauses.js';
import { Reporter } from './reports/reporter.js';
import { RevocationsHeld } from './revocations-held.js';
import { InFlight } from './in-flight.js';
import { mayServeFrom, Polls, type Answered } from './snapshots/polls.js';
import type { Snapshot } from './snapshots/snapshot.js';
import { readRecord } from './stream/read-record.js';
import { saidOnceApplied } from './stream/said-once-applied.js';
import { Reading } from './stream/reading.js';
import { within } from './within.js';

const LOOK_EVERY_MS = 500;
/** Clocks of unlike speed part by some tens of milliseconds in this time. */
const COMPARE_CLOCKS_EVERY_MS = 600_000;
/** Well before the account API may have forgotten the point's last report (the topic keeps them an hour). */
const KNOWN_FOR_MS = 1_800_000;
const LAST_WORD_WITHIN_MS = 3_000;

/**
 * Keeps this process's knowledge of revocations fresh, and says so, or asks, or refuses.
 * Invariants: `good` is said only by a point that is fresh, or by a snapshot poll's answer that arrived after
 * the question, or within a grace; an event's offset is reported only when the index has it and what it ends
 * is gone; no record is stepped past. Freshness is computed at each decision, so a process that was frozen
 * knows before it has read anything.
 */
export class Enforcement {
  /** Names this run of the point. */
  readonly boot: string = randomUUID();

  readonly #clock: Clock;
  readonly #pauses: Pauses;
  readonly #held: RevocationsHeld;
  readonly #inFlight: InFlight;
  readonly #lease: Lease;
  readonly #polls: Polls;
  readonly #reading: Reading;
  readonly #reporter: Reporter;
  readonly #return: Return;
  readonly #counts = { events: 0, beats: 0, gaps: 0, servedUnderGrace: 0, refusedNotFresh: 0 };
  #acknowledgedAt: { readonly first: number; readonly last: number } | null = null;
  #started: Promise<void> | null = null;
  #stopped: Promise<void> | null = null;
  #running: Promise<unknown> = Promise.resolve();
  #ready = false;
  #settleStart: { readonly resolve: () => void; readonly reject: (error: Error) => void } | null = null;

  constructor(private readonly options: EnforcementOptions) {
    const { stream, snapshots, point, logger, topicPrefix, issuer, keyOf } = options;
    const clock = options.clock ?? systemClock;
    const topic = topicName('securityEvents', topicPrefix);
    const onRevoked = saidOnceApplied(options);
    const pauses = new Pauses(clock);
    this.#clock = clock;
    this.#pauses = pauses;
    this.#held = new RevocationsHeld(clock, pauses);
    this.#inFlight = new InFlight(options.onReread, pauses, (cause) =>
      logger.error({ err: cause }, 'sessions in flight could not be judged anew; trying again'),
    );
    this.#lease = new Lease(
      () => momentOf(clock),
      (why) => this.#changed(why),
    );
    this.#polls = new Polls({
      source: snapshots,
      point,
      boot: this.boot,
      clock,
      pauses,
      take: (snapshot, askedAt) => this.#take(snapshot, askedAt),
      settled: () => this.#inFlight.settled(),
      onLost: (at) => this.#lease.pollLost(at),
      onFailed: (cause) => logger.warn({ err: cause }, 'a snapshot poll failed'),
    });
    this.#reading = new Reading({
      stream,
      topic,
      pauses,
      read: (record) => readRecord(record, issuer, keyOf),
      reread: async () => {
        await this.#polls.nextSent();
        await this.#inFlight.judgeAnew();
      },
      onBegun: ({ partitions }) => {
        this.#lease.reading(partitions);
        this.#reporter.start();
      },
      onBeat: (partition, beat) => {
        this.#counts.beats++;
        this.#lease.heard(partition, beat);
      },
      onRevocation: (event, { value, partition, offset }) => {
        this.#counts.events++;
        this.#held.add(event.predicate);
        return onRevoked({ event, set: value, txn: event.txn, partition, offset });
      },
      onTellingStopped: (event) => options.onTellingStopped?.(event),
      onApplied: () => this.#reporter.changed(),
      onGap: (reason, cause) => {
        this.#counts.gaps++;
        this.#lease.gap();
        logger.warn({ reason, err: cause }, 'reading security events anew');
      },
      onFailedToBegin: (cause) => logger.warn({ err: cause }, 'security events cannot be read now'),
    });
    this.#return = new Return({
      lease: this.#lease,
      stream,
      topic,
      following: () => this.#reading.following,
      onAnotherLog: () => this.#reading.restart(`${topic} is shorter than what was read of it`),
      onReturned: () => this.#settleReady(),
    });
    this.#reporter = new Reporter({
      clock,
      pauses,
      send: () => this.#report(),
      onAcknowledged: (sentAt) => {
        this.#acknowledgedAt = { first: this.#acknowledgedAt?.first ?? clock.monotonicMs(), last: sentAt };
        this.#return.acknowledged(sentAt);
      },
      onFailed: (cause) => logger.warn({ err: cause }, 'a progress report could not be sent'),
    });
  }

  /**
   * Resolves once ready: snapshot read, caught up, first report acknowledged, and applied up to end offsets
   * read after that. Keeps trying while Kafka or the source is away; rejects only on `stop`.
   */
  start(): Promise<void> {
    if (this.#started !== null) return this.#started;
    this.#started = new Promise((resolve, reject) => (this.#settleStart = { resolve, reject }));
    this.#started.catch(() => {});
    if (this.#stopped !== null) this.#settleStart?.reject(new Error('The enforcement point has stopped'));
    else this.#running = Promise.all([this.#reading.run(), this.#held.sweep(), this.#lookAfter()]);
    return this.#started;
  }

  /** Computed at each call from what was heard, never a flag of a timer: a frozen process notices as it wakes. */
  isFresh(): boolean {
    return this.#lease.look() === null;
  }

  /** By the index alone, whatever its freshness: true is always so, false only while fresh. */
  covers(facts: SessionFacts): boolean {
    return this.#held.covers(facts);
  }

  /**
   * The source's time, epoch ms: what `exp` is to be judged by, since a machine whose clock is slow would take
   * tokens that expired so long ago that their revocations are forgotten. Null before the first snapshot.
   */
  get sourceTimeMs(): number | null {
    return this.#lease.databaseTimeMs;
  }

  /**
   * Fresh: by the index, at once. Not fresh: by the process's next snapshot poll, at most one a second; what
   * the index has is over all the same. Within `graceMs` since it was fresh (at most the point's largest) it
   * answers by the index, which is counted.
   * A judgement is of its moment. Serve what is at hand, and judge again before the next piece: a response
   * that lasts must end, or be judged again, when `isFresh` turns false.
   */
  judge(facts: SessionFacts, graceMs = 0): Judgement | Promise<Judgement> {
    const why = this.#lease.look();
    if (why === 'stopped') return this.#refuse();
    if (this.#held.covers(facts)) return 'revoked';
    if (why === null) return 'good';
    const grace = Math.min(graceMs, this.options.largestGraceMs ?? 0);
    if (grace > 0 && this.#lease.inGrace(grace)) {
      this.#counts.servedUnderGrace++;
      return 'good';
    }
    // A poll now could be lost as well, and put off what two seconds will mend.
    return why === 'poll-lost' ? this.#refuse() : this.#judgeByPoll(facts);
  }

  /** Serves nothing from here on; the last report says `gone`. Call it when nothing is in flight any more. */
  stop(): Promise<void> {
    this.#stopped ??= this.#stop();
    return this.#stopped;
  }

  get state(): EnforcementState {
    const why = this.#lease.look();
    return {
      ...this.#counts,
      ready: this.#ready,
      fresh: why === null,
      why,
      applied: this.#reading.last?.applied ?? new Map(),
      held: this.#held.counts,
      polls: this.#polls.sent,
      failedPolls: this.#polls.failed,
      reports: this.#reporter.sent,
      failedReports: this.#reporter.failed,
    };
  }

  async #judgeByPoll(facts: SessionFacts): Promise<Judgement> {
    const answer = await this.#polls.next();
    const why = this.#lease.look();
    if (why === 'stopped') return this.#refuse();
    if (this.#held.covers(facts)) return 'revoked';
    if (why === null || this.#mayServeFrom(answer)) return 'good';
    return this.#refuse();
  }

  #mayServeFrom(answer: Answered | null): boolean {
    const acknowledged = this.#acknowledgedAt;
    if (answer === null || acknowledged === null) return false;
    const polledAt = answer.askedAt.monotonicMs;
    const known = acknowledged.first <= polledAt && polledAt < acknowledged.last + KNOWN_FOR_MS;
    return known && mayServeFrom(answer, momentOf(this.#clock));
  }

  #refuse(): Judgement {
    this.#counts.refusedNotFresh++;
    return 'not-fresh';
  }

  async #take({ databaseTime, predicates, understood }: Snapshot, askedAt: Moment): Promise<void> {
    if (await this.#held.merge(predicates)) void this.#inFlight.judgeAnew();
    if (understood) {
      this.#lease.snapshot(databaseTime, askedAt);
      return;
    }
    this.#lease.snapshotNotUnderstood();
    this.options.logger.error('the snapshot holds revocations this version does not understand: refusing');
  }

  /** Learns from snapshots while it cannot from the stream, asked or not, and compares clocks now and then. */
  async #lookAfter(): Promise<void> {
    while (!this.#pauses.stopped) {
      await this.#pauses.pause(LOOK_EVERY_MS);
      const why = this.#lease.look();
      const comparedAt = this.#lease.snapshotAskedAt?.monotonicMs ?? -Infinity;
      const compare = this.#clock.monotonicMs() - comparedAt >= COMPARE_CLOCKS_EVERY_MS;
      if (why === null ? compare : why !== 'stopped' && why !== 'poll-lost') void this.#polls.next();
    }
  }

  async #report(more: Pick<ProgressRecord, 'gone'> = {}): Promise<void> {
    const { stream, topicPrefix, point, kind, largestGraceMs = 0 } = this.options;
    const applied = this.#reading.last?.applied ?? new Map<number, bigint>();
    const record: ProgressRecord = {
      v: 1,
      point,
      boot: this.boot,
      kind,
      offsets: Object.fromEntries([...applied].map(([partition, offset]) => [partition, String(offset)])),
      fresh: this.isFresh(),
      largestGraceMs,
      at: this.#clock.wallMs(),
      ...more,
    };
    const topic = topicName('enforcementProgress', topicPrefix);
    await stream.publish({ topic, key: point, value: JSON.stringify(record) });
  }

  #changed(why: NotFresh | null): void {
    if (why === null) this.options.logger.info('fresh');
    else if (why !== 'stopped') this.options.logger.warn({ why }, 'not fresh');
    // At once: the way back begins with a report.
    this.#reporter.changed();
  }

  #settleReady(): void {
    this.#ready = true;
    this.#settleStart?.resolve();
  }

  async #stop(): Promise<void> {
    this.#lease.stop();
    this.#settleStart?.reject(new Error('The enforcement point has stopped'));
    this.#pauses.stop();
    this.#reading.stop();
    const lastWord = this.#reporter
      .stopped()
      .then((reported) => (reported ? this.#report({ gone: true }) : undefined));
    await within(this.#clock, LAST_WORD_WITHIN_MS, lastWord).catch((cause: unknown) => {
      this.options.logger.warn(
        { err: cause },
        'could not say that this point is gone; it will be counted out',
      );
    });
    await within(this.#clock, LAST_WORD_WITHIN_MS, this.#running).catch(() => {});
  }
}
