import type { Clock } from '../clock.js';
import { clocksAgree, momentOf, type Moment } from '../freshness/moment.js';
import { FRESH_FOR_MS } from '../freshness/standing.js';
import type { Pauses } from '../pauses.js';
import type { Snapshot, SnapshotSource } from './snapshot.js';

const EVERY_MS = 1_000;
/** A source that keeps its promise settles before this. */
const GIVEN_UP_AFTER_MS = 2_000;

/** An answer that the index has. */
export interface Answered {
  readonly askedAt: Moment;
  /** Whether all of it was understood. */
  readonly understood: boolean;
}

export interface PollsOptions {
  readonly source: SnapshotSource;
  readonly point: string;
  readonly boot: string;
  readonly clock: Clock;
  readonly pauses: Pauses;
  /** Puts a snapshot into the index. */
  readonly take: (snapshot: Snapshot, askedAt: Moment) => Promise<void>;
  /** Resolves once nothing that an earlier snapshot ends is in flight any more. */
  readonly settled: () => Promise<void>;
  readonly onLost: (at: number | null) => void;
  readonly onFailed: (cause: unknown) => void;
}

/**
 * The process's snapshot polls: at most one a second, shared by all who ask.
 *
 * Why *blocked* stays true. The account API records a poll before it takes the snapshot, so a revocation R
 * that an answer lacks was committed after that record. For R it then waits for this point: while the point
 * reports, until it has applied R; when it is silent, until five seconds (COUNTED_OUT_AFTER_MS) and its
 * largest grace have passed since its last poll was recorded (`polled_at`). In both cases a poll that names an
 * answer which held R ends the waiting at once (`passed`). So an answer may be served from only
 *  1. for less than those five seconds since the poll was *sent*, which was before it was recorded. Two are
 *     taken, as for beats and reports: three remain for what is being written and for clocks of unlike speed;
 *  2. until the next poll is sent: that one says that this point has what the answer it names held. So it waits
 *     until the index has that answer and what it ends is gone. Nothing is served between sending and answer:
 *     who asks waits for an answer that arrives after the question;
 *  3. by a point whose name the account API knows: it holds nothing back for one that never reported. That
 *     is the caller's to check.
 * A poll that was given up may be answered all the same, even long after by an account API that was frozen. No
 * poll names that answer, so it counts for nothing. (One of a version that does not ask for names takes the next
 * poll for its receipt. What the answer held was committed, unless that account API was frozen, before it was given
 * up. A point that is fresh by its beats has applied all that was committed two seconds ago: in each partition the
 * last beat it read stands behind every event that was published by then, and `unsentForMs` tells of the others.
 * So a point is not fresh for two seconds after a poll was lost (`lostAt`), or until the next answer.)
 */
export class Polls {
  #current: Promise<Answered | null> | null = null;
  #sentAt = -Infinity;
  #givenUpAt: number | null = null;
  #having: string | null = null;
  #taking: Promise<void> = Promise.resolve();
  sent = 0;
  failed = 0;

  constructor(private readonly options: PollsOptions) {}

  /** The first answer that arrives after this call; null when that poll fails. Never rejects. */
  next(): Promise<Answered | null> {
    // Whoever comes while a poll is on its way shares it: its answer arrives after the question.
    this.#current ??= this.#poll();
    return this.#current;
  }

  /** The first answer to a poll that was sent after this call. Keeps polling; null when stopped. */
  async nextSent(): Promise<Answered | null> {
    const since = this.options.clock.monotonicMs();
    while (!this.options.pauses.stopped) {
      const answer = await this.next();
      if (answer !== null && answer.askedAt.monotonicMs >= since) return answer;
    }
    return null;
  }

  async #poll(): Promise<Answered | null> {
    const { clock, pauses } = this.options;
    const wait = this.#sentAt + EVERY_MS - clock.monotonicMs();
    if (wait > 0) await pauses.pause(wait);
    // What the last answer ends may take its time; those who ask now must not wait for that.
    if (!(await this.#settledSoon()) || pauses.stopped) {
      this.#current = null;
      return null;
    }
    return this.#send(momentOf(clock));
  }

  async #send(askedAt: Moment): Promise<Answered | null> {
    const { clock, point, boot, source, take, onFailed, onLost } = this.options;
    if (this.#givenUpAt !== null) onLost(this.#givenUpAt);
    this.#sentAt = askedAt.monotonicMs;
    this.sent++;
    let snapshot: Snapshot;
    try {
      snapshot = await this.#within(GIVEN_UP_AFTER_MS, source.read({ point, boot, having: this.#having }));
    } catch (cause) {
      this.#current = null;
      this.failed++;
      this.#givenUpAt = clock.monotonicMs();
      onFailed(cause);
      return null;
    }
    // From here on a question comes after the answer.
    this.#current = null;
    this.#taking = take(snapshot, askedAt);
    await this.#taking;
    if (snapshot.understood) this.#having = snapshot.name ?? null;
    this.#givenUpAt = null;
    onLost(null);
    return { askedAt, understood: snapshot.understood };
  }

  async #settledSoon(): Promise<boolean> {
    const settled = this.#taking.then(() => this.options.settled());
    return this.#within(EVERY_MS, settled).then(
      () => true,
      () => false,
    );
  }

  async #within<T>(ms: number, work: Promise<T>): Promise<T> {
    let late = (): void => {};
    const giveUp = new Promise<never>((_, reject) => {
      late = this.options.clock.after(ms, () => reject(new Error(`no answer within ${ms} ms`)));
    });
    try {
      return await Promise.race([work, giveUp]);
    } finally {
      late();
    }
  }
}

/** Whether an answer may be served from at this moment. */
export const mayServeFrom = ({ askedAt, understood }: Answered, now: Moment): boolean =>
  understood && clocksAgree(askedAt, now) && now.monotonicMs - askedAt.monotonicMs < FRESH_FOR_MS;
