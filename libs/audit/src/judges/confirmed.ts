import type { SessionFacts } from '#libs/revocation-index';
import type { Finding } from '../finding.js';
import type { DeviceEntry } from '../history.js';
import type { Limits } from '../limits.js';
import { least, type Known, type Reading } from '../reading.js';
import { ms } from './in-force.js';

/** A connected device confirms in time, the owner is told of its receipt, and of none that was not given. */
export function* confirmed(reading: Reading, limits: Limits): Generator<Finding> {
  const shown = shownStates(reading);
  for (const facts of reading.sessions.values()) {
    const [first] = reading.covering(facts);
    if (first === undefined) continue;
    const log = reading.device(facts.sid);
    // Who keeps no log is not judged by what is not in it.
    if (log.length === 0) continue;
    yield* ofDevice(facts, first, log, shown.get(facts.sid) ?? [], reading.endedAt, limits);
  }
}

interface State {
  readonly at: number;
  readonly confirmed: boolean;
}

function* ofDevice(
  { sid }: SessionFacts,
  { id, pressedAt, answeredAt, awaitsReceipt }: Known,
  log: readonly DeviceEntry[],
  shown: readonly State[],
  endedAt: number,
  { confirmedWithinMs, toleranceMs = 0, silent }: Limits,
): Generator<Finding> {
  const about = { sid, revocation: id };
  const stored = log.find(({ type }) => type === 'receipt-stored')?.at ?? null;
  const told = shown.filter((one) => one.confirmed).map(({ at }) => at);
  const toldAt = least(told);
  if (toldAt !== null && (stored === null || stored > toldAt + toleranceMs + confirmedWithinMs)) {
    yield {
      kind: 'confirmed-without-receipt',
      at: toldAt,
      ...about,
      sentence: `The owner was told that ${sid} confirmed, and its log has no receipt that was stored by then.`,
    };
    return;
  }
  const due = answeredAt + confirmedWithinMs;
  const isLate = stored === null ? endedAt > due : stored > due + toleranceMs;
  if (awaitsReceipt && silent?.has(sid) !== true && isLate && stayedConnected(log, pressedAt, due)) {
    const outcome =
      stored === null
        ? 'gave no receipt'
        : `had its receipt stored ${ms(stored - answeredAt)} after the answer`;
    yield {
      kind: 'confirmed-too-late',
      at: due,
      ...about,
      sentence: `${sid} was connected when revocation ${id} was pressed and ${outcome}; ${ms(confirmedWithinMs)} are allowed.`,
    };
    return;
  }
  if (stored === null) return;
  const unaware = shown.find((one) => !one.confirmed && one.at > stored + confirmedWithinMs + toleranceMs);
  if (unaware === undefined) return;
  yield {
    kind: 'receipt-not-shown',
    at: unaware.at,
    ...about,
    sentence: `The receipt of ${sid} was stored, and ${ms(unaware.at - stored)} later the owner was not told.`,
  };
}

/** From the press until it is signed out, or else until the deadline. */
function stayedConnected(log: readonly DeviceEntry[], pressedAt: number, due: number): boolean {
  let online = false;
  for (const { type, at } of log) {
    if (at > due) break;
    if (at > pressedAt && type === 'signed-out') return online;
    if (type === 'online') online = online || at <= pressedAt;
    if (type === 'offline' || type === 'signed-out') online = false;
  }
  return online;
}

function shownStates({ shown }: Reading): ReadonlyMap<string, readonly State[]> {
  const states = new Map<string, State[]>();
  for (const { at, devices } of shown) {
    for (const { sid, state } of devices) {
      // Without a receipt to wait for, none is missed.
      if (state === 'signed-out') continue;
      const one = { at, confirmed: state === 'confirmed' };
      const before = states.get(sid);
      if (before === undefined) states.set(sid, [one]);
      else before.push(one);
    }
  }
  return states;
}
