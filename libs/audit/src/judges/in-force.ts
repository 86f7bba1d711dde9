import { covers } from '#libs/revocation-index';
import type { Finding } from '../finding.js';
import type { Limits } from '../limits.js';
import type { Reading } from '../reading.js';

/** Every revocation that was answered 2xx is in force within its time, and for every session from before. */
export function* inForce(reading: Reading, { blockedWithinMs }: Limits): Generator<Finding> {
  for (const { id, predicate, pressedAt, answeredAt, blockedAt } of reading.revocations.values()) {
    const due = answeredAt + blockedWithinMs;
    if (blockedAt === null ? reading.endedAt > due : blockedAt > due) {
      const outcome =
        blockedAt === null ? 'never shown as blocked' : `blocked ${ms(blockedAt - answeredAt)} after it`;
      yield {
        kind: 'blocked-too-late',
        at: due,
        revocation: id,
        sentence: `Revocation ${id} was answered and ${outcome}; ${ms(blockedWithinMs)} are allowed.`,
      };
    }
    // A session linked before the press was approved before it, so no cut-off drawn after may leave it out.
    if (predicate.type === 'session') continue;
    const whole = { ...predicate, cutoff: Infinity };
    for (const facts of reading.candidates(predicate)) {
      const linkedAt = reading.linkedAt(facts.sid);
      if (linkedAt === null || linkedAt >= pressedAt) continue;
      if (covers(predicate, facts) || !covers(whole, facts)) continue;
      yield {
        kind: 'left-out',
        at: pressedAt,
        sid: facts.sid,
        revocation: id,
        sentence:
          `Session ${facts.sid} was linked ${ms(pressedAt - linkedAt)} before revocation ${id} was pressed, ` +
          `and its seq ${facts.seq} is beyond the cut-off ${predicate.cutoff}.`,
      };
    }
  }
}

export const ms = (duration: number): string => `${Math.round(duration * 10) / 10} ms`;
