import { covers } from '#libs/revocation-index';
import type { Finding } from '../finding.js';
import type { ShownEntry } from '../history.js';
import type { Known, Reading } from '../reading.js';

/** What owners are shown of a revocation is what it ended, device by device and number by number. */
export function* shown(reading: Reading): Generator<Finding> {
  for (const revocation of reading.revocations.values()) {
    const due = owed(reading, revocation);
    const wrong = new Set<string>();
    for (const view of revocation.shown) {
      const sids = new Set(view.devices.map(({ sid }) => sid));
      const about = { at: view.at, revocation: revocation.id };
      for (const sid of sids) {
        const facts = reading.sessions.get(sid);
        if (facts === undefined || covers(revocation.predicate, facts) || !isNew(wrong, sid)) continue;
        yield {
          kind: 'shown-though-not-covered',
          ...about,
          sid,
          sentence: `Revocation ${revocation.id} was shown to end session ${sid}, which it does not cover.`,
        };
      }
      for (const sid of due) {
        if (sids.has(sid) || !isNew(wrong, sid)) continue;
        yield {
          kind: 'covered-though-not-shown',
          ...about,
          sid,
          sentence: `Revocation ${revocation.id} covers session ${sid}, and it was not among those shown.`,
        };
      }
      yield* numbers(view);
    }
  }
}

/**
 * Sessions that every view must have: linked before the press, and in no doubt whether another revocation had
 * ended them already, which then is the one that shows them.
 */
function owed(reading: Reading, { id, predicate, pressedAt, answeredAt }: Known): readonly string[] {
  return reading
    .candidates(predicate)
    .filter((facts) => {
      if (!covers(predicate, facts)) return false;
      const linkedAt = reading.linkedAt(facts.sid);
      if (linkedAt === null || linkedAt >= pressedAt) return false;
      return reading.covering(facts).every((one) => one.id === id || one.pressedAt > answeredAt);
    })
    .map(({ sid }) => sid);
}

function* numbers({ id, at, devices, counts = {} }: ShownEntry): Generator<Finding> {
  for (const [name, number] of Object.entries(counts)) {
    const made = name === 'devices' ? devices.length : devices.filter(({ state }) => state === name).length;
    if (made === number) continue;
    yield {
      kind: 'counts-differ',
      at,
      revocation: id,
      sentence: `Revocation ${id} was shown with ${number} ${name}, and its devices make ${made}.`,
    };
  }
}

const isNew = (seen: Set<string>, sid: string): boolean => !seen.has(sid) && seen.add(sid) !== undefined;
