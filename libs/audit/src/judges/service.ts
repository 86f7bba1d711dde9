import type { Finding } from '../finding.js';
import type { Limits } from '../limits.js';
import { least, type Reading } from '../reading.js';
import { ms } from './in-force.js';

/**
 * No point begins a response to a revoked session, lets it in, or writes a byte of service for it after
 * *blocked* and the grace allowed; nor says of a living one that it is over.
 */
export function* service(reading: Reading, limits: Limits): Generator<Finding> {
  const { toleranceMs = 0, graceMs = () => 0 } = limits;
  for (const entry of reading.points) {
    const { at, point, sid, route } = entry;
    const facts = reading.sessions.get(sid);
    if (facts === undefined) continue; // Found as not in the history.
    if (entry.type === 'refused') {
      if (entry.because === 'other' || reading.isOver(facts, at)) continue;
      yield {
        kind: 'refused-though-living',
        at,
        sid,
        point,
        sentence: `${point} said that session ${sid} is over, and no revocation pressed by then covers it.`,
      };
      continue;
    }
    // An error answer is no service; nor is a body of no bytes.
    if (entry.type === 'began' && entry.status >= 400) continue;
    if (entry.type === 'wrote' && entry.bytes === 0) continue;
    const covering = reading.covering(facts);
    const blockedAt = least(covering.flatMap((one) => (one.blockedAt === null ? [] : [one.blockedAt])));
    if (blockedAt === null || at <= blockedAt + graceMs(entry) + toleranceMs) continue;
    const when = `${ms(at - blockedAt)} after it was blocked`;
    const where = route === undefined ? point : `${point} (${route})`;
    const what = {
      opened: 'let it in',
      began: 'began a response to it',
      wrote: `wrote ${entry.type === 'wrote' ? entry.bytes : 0} bytes for it`,
    }[entry.type];
    yield {
      kind: entry.type === 'wrote' ? 'written-after-blocked' : 'begun-after-blocked',
      at,
      sid,
      point,
      revocation: covering.find((one) => one.blockedAt === blockedAt)!.id,
      sentence: `Session ${sid}: ${where} ${what} ${when}.`,
    };
  }
}
