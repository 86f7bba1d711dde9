import type { Finding } from '../finding.js';
import type { ShownState } from '../history.js';
import type { Limits } from '../limits.js';
import type { Reading } from '../reading.js';

/** Every session once: `sessions` is the sum of the others. */
export interface Tally {
  readonly sessions: number;
  readonly confirmed: number;
  /** Blocked, and the device has not been connected since. */
  readonly unreachable: number;
  /** Blocked, with no receipt to come: browsers, sign-outs on the device, superseded sessions. */
  readonly signedOut: number;
  readonly untouched: number;
  /** Sids of revoked sessions that are none of these. */
  readonly odd: readonly string[];
}

/** The last state shown decides; a receipt that was stored or shown stays one. */
export function tally(reading: Reading): Tally {
  const states = lastStates(reading);
  const counts = { confirmed: 0, unreachable: 0, signedOut: 0, untouched: 0 };
  const odd: string[] = [];
  for (const facts of reading.sessions.values()) {
    const covering = reading.covering(facts);
    const state = states.get(facts.sid);
    const isStored = (): boolean => reading.device(facts.sid).some(({ type }) => type === 'receipt-stored');
    if (covering.length === 0) counts.untouched++;
    else if (state === 'confirmed' || isStored()) counts.confirmed++;
    else if (!covering.some(({ blockedAt }) => blockedAt !== null)) odd.push(facts.sid);
    else if (state === 'not-reached') counts.unreachable++;
    else if (state === 'signed-out' || covering.some((one) => !one.awaitsReceipt)) counts.signedOut++;
    else odd.push(facts.sid);
  }
  return { sessions: reading.sessions.size, ...counts, odd };
}

/** Each odd session is named, unless it is known to be silent, not due yet, or found for a reason of its own. */
export function* unaccountedFor(
  reading: Reading,
  { odd }: Tally,
  findings: readonly Finding[],
  { confirmedWithinMs, silent }: Limits,
): Generator<Finding> {
  const sids = new Set(findings.map(({ sid }) => sid));
  const late = new Set(
    findings.flatMap(({ kind, revocation }) => (kind === 'blocked-too-late' ? [revocation] : [])),
  );
  for (const sid of odd) {
    const [first] = reading.covering(reading.sessions.get(sid)!);
    if (sids.has(sid) || silent?.has(sid) === true || late.has(first!.id)) continue;
    const due = first!.answeredAt + confirmedWithinMs;
    if (reading.endedAt <= due) continue;
    yield {
      kind: 'unaccounted-for',
      at: due,
      sid,
      revocation: first!.id,
      sentence: `Session ${sid} is over by revocation ${first!.id}, and neither confirmed, nor out of reach, nor without a receipt to wait for.`,
    };
  }
}

function lastStates({ shown }: Reading): ReadonlyMap<string, ShownState> {
  const last = new Map<string, ShownState>();
  for (const { devices } of [...shown].sort((a, b) => a.at - b.at)) {
    for (const { sid, state } of devices) if (last.get(sid) !== 'confirmed') last.set(sid, state);
  }
  return last;
}
