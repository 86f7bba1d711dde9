import type { NotFresh } from '../options.js';
import { clocksAgree, type Moment } from './moment.js';

/** A beat is too old, and a report too long ago, after this. */
export const FRESH_FOR_MS = 2_000;

/** A beat this far ahead is drift of clocks; farther is a clock that was set. One interval between beats. */
const AHEAD_MS = 250;

export interface HeardBeat {
  /** The database's clock when it was written, epoch ms. */
  readonly databaseTime: number;
  /** Age of the oldest event that was not published by then. */
  readonly unsentForMs: number;
  /** Monotonic ms. */
  readonly heardAt: number;
}

/** All that freshness depends on. What the point knows of revocations is complete as far as these say. */
export interface Facts {
  readonly stopped: boolean;
  /**
   * The last snapshot. `askedAt` and not the answer's arrival: the database read its clock in between, so
   * ages counted from it are rather too old than too young.
   */
  readonly snapshot: { readonly databaseTime: number; readonly askedAt: Moment } | null;
  /** Whether the last snapshot was wholly understood. */
  readonly understood: boolean;
  /** The partitions that are being read, each in its order and without a gap; null while there is one. */
  readonly partitions: readonly number[] | null;
  readonly beats: ReadonlyMap<number, HeardBeat>;
  /** A beat came from the future since the last snapshot. */
  readonly beatFromTheFuture: boolean;
  /** When the last acknowledged report was sent, monotonic ms; it may have stood since then. */
  readonly reportSentAt: number;
  /** Applied up to end offsets that were read after a report since the last lapse was acknowledged. */
  readonly returned: boolean;
  /** When a poll was given up that a later poll may have passed off as received, monotonic ms. */
  readonly lostPollAt: number;
}

export const NOTHING_YET: Facts = {
  stopped: false,
  snapshot: null,
  understood: true,
  partitions: null,
  beats: new Map(),
  beatFromTheFuture: false,
  reportSentAt: -Infinity,
  returned: false,
  lostPollAt: -Infinity,
};

/** Why the point is not fresh now; null when it is. */
export function standing(facts: Facts, now: Moment): NotFresh | null {
  const { snapshot } = facts;
  if (facts.stopped) return 'stopped';
  if (snapshot === null) return 'no-snapshot';
  if (!facts.understood) return 'snapshot-not-understood';
  if (facts.partitions === null) return 'rereading';
  if (!clocksAgree(snapshot.askedAt, now)) return 'clocks-disagree';
  if (facts.beatFromTheFuture) return 'beat-from-the-future';
  if (!(now.monotonicMs < beatsHoldUntil(facts))) return 'beats-old';
  if (!(now.monotonicMs < reportHoldsUntil(facts))) return 'report-old';
  if (!facts.returned) return 'returning';
  // Why two seconds mend it: `polls.ts`.
  if (now.monotonicMs < facts.lostPollAt + FRESH_FOR_MS) return 'poll-lost';
  return null;
}

/** The monotonic moment at which age alone makes these facts stale. */
export const holdUntil = (facts: Facts): number => Math.min(beatsHoldUntil(facts), reportHoldsUntil(facts));

/** Whether the beat, heard now, has a time that this snapshot's database has not reached. */
export function isFromTheFuture(beat: HeardBeat, snapshot: NonNullable<Facts['snapshot']>): boolean {
  const databaseNow = snapshot.databaseTime + beat.heardAt - snapshot.askedAt.monotonicMs;
  return beat.databaseTime > databaseNow + AHEAD_MS;
}

const reportHoldsUntil = ({ reportSentAt }: Facts): number => reportSentAt + FRESH_FOR_MS;

function beatsHoldUntil({ snapshot, partitions, beats }: Facts): number {
  if (snapshot === null || partitions === null) return -Infinity;
  // What monotonic time it is when the database's clock shows 0.
  const epoch = snapshot.askedAt.monotonicMs - snapshot.databaseTime;
  let until = Infinity;
  for (const partition of partitions) {
    const beat = beats.get(partition);
    if (beat === undefined) return -Infinity;
    // Everything committed before this moment stands before the beat. It was no younger when it was heard.
    const completeUpTo = Math.min(epoch + beat.databaseTime, beat.heardAt) - beat.unsentForMs;
    until = Math.min(until, completeUpTo + FRESH_FOR_MS);
  }
  return until;
}
