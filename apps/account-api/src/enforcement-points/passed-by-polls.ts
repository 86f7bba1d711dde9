import type { PolledRevocation } from './blocked-store.js';
import type { Points } from './points.js';

/**
 * The longest from a run's poll at its start to its first report: until it has reported it is not fresh, and one that
 * is not fresh polls each second. Generous: one that died before it reported is waited for so long, and no more.
 */
const UNREPORTED_FOR_MS = 660_000;

/**
 * Whether every run that may let its session in has it, by their polls of the source and what was heard of them
 * before: it holds whether Kafka can be reached or not, and whether the event is published or not.
 * Why it is sound. A poll that names an answer which held the revocation says that the run's index has it and that
 * what it ends is gone. Of the runs that reported before `deafForMs` each is known, and those counted out are asked
 * for as well: one may have come back unheard. Any other began to report later, and polls before it reports and on
 * until it is fresh: its poll is on record, or comes after this look and is answered with the revocation. One that
 * woke from a freeze of hours may be fresh before it has polled, and for two seconds after the commit at most: such a
 * revocation is older than that.
 * @param deafForMs since when a report may lie unread
 */
export function passedByPolls(
  { event, polls }: PolledRevocation,
  points: Pick<Points, 'live' | 'silent' | 'left'>,
  deafForMs: number,
): boolean {
  const known = [...points.live, ...points.silent];
  const hasIt = known.every(
    ({ boot, applied }) =>
      polls.get(boot)?.passed === true ||
      (event !== null && (applied.get(event.partition) ?? -1n) >= event.offset),
  );
  if (!hasIt) return false;
  const heardOf = new Set(known.map(({ boot }) => boot));
  return [...polls].every(
    ([boot, { passed, agoMs }]) =>
      passed || heardOf.has(boot) || points.left(boot) || agoMs > deafForMs + UNREPORTED_FOR_MS,
  );
}
