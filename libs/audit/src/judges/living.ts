import type { Finding } from '../finding.js';
import type { ListedEntry } from '../history.js';
import type { Limits } from '../limits.js';
import type { Reading } from '../reading.js';
import { ms } from './in-force.js';

/** Exactly the sessions of the predicates end: on devices, and in the lists their owners see. */
export function* living(reading: Reading, { toleranceMs = 0 }: Limits): Generator<Finding> {
  for (const [sid, log] of reading.deviceLogs()) {
    const facts = reading.sessions.get(sid);
    if (facts === undefined) continue; // Found as not in the history.
    let signedOutAt: number | null = null;
    for (const entry of log) {
      const { at } = entry;
      if (entry.type === 'signed-out') {
        signedOutAt ??= at;
        if (entry.by === 'self' || reading.isOver(facts, at)) continue;
        const because = entry.by === 'event' ? 'by an event' : 'because its tokens were refused';
        yield {
          kind: 'ended-though-living',
          at,
          sid,
          sentence: `${sid} signed itself out ${because}, and no revocation pressed by then covers it.`,
        };
      } else if (entry.type === 'playing' && signedOutAt !== null && at > signedOutAt + toleranceMs) {
        yield {
          kind: 'plays-after-sign-out',
          at,
          sid,
          sentence: `${sid} played ${ms(at - signedOutAt)} after it was signed out.`,
        };
      }
    }
  }
  for (const list of reading.listed) yield* inList(reading, list);
}

function* inList(reading: Reading, { askedAt, answeredAt, sessions }: ListedEntry): Generator<Finding> {
  for (const { sid, state } of sessions) {
    const facts = reading.sessions.get(sid);
    if (facts === undefined) continue;
    const covering = reading.covering(facts);
    const over = covering.find((one) => one.answeredAt < askedAt);
    if (state === 'active' && over !== undefined) {
      yield {
        kind: 'active-though-revoked',
        at: askedAt,
        sid,
        revocation: over.id,
        sentence: `Session ${sid} was listed as active ${ms(askedAt - over.answeredAt)} after revocation ${over.id} was answered.`,
      };
    }
    if (state === 'signed-out' && !reading.isOver(facts, answeredAt)) {
      yield {
        kind: 'ended-though-living',
        at: answeredAt,
        sid,
        sentence: `Session ${sid} was listed as signed out, and no revocation pressed by then covers it.`,
      };
    }
  }
}
