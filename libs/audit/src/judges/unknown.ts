import type { Finding } from '../finding.js';
import type { Reading } from '../reading.js';

/** What no judge could judge is named once, so that a hole in the logs is not taken for a clean run. */
export function* unknown(reading: Reading): Generator<Finding> {
  const seen = new Set<string>();
  const of = function* (sid: string, at: number, where: string): Generator<Finding> {
    if (reading.sessions.has(sid) || seen.has(sid)) return;
    seen.add(sid);
    const sentence = `Session ${sid} is in ${where} and not among the history's sessions.`;
    yield { kind: 'not-in-the-history', at, sid, sentence };
  };
  for (const { id, at, devices } of reading.shown) {
    for (const { sid } of devices) yield* of(sid, at, 'an answer');
    if (reading.revocations.has(id) || seen.has(id)) continue;
    seen.add(id);
    const sentence = `Revocation ${id} was shown and its answer is not in the history.`;
    yield { kind: 'not-in-the-history', at, revocation: id, sentence };
  }
  for (const { answeredAt, sessions } of reading.listed)
    for (const { sid } of sessions) yield* of(sid, answeredAt, 'a list');
  for (const { predicate, answeredAt } of reading.revocations.values())
    if (predicate.type === 'session') yield* of(predicate.sid, answeredAt, 'a revocation');
  for (const { sid, at, point } of reading.points) yield* of(sid, at, `the log of ${point}`);
  for (const [sid, log] of reading.deviceLogs()) yield* of(sid, log[0]!.at, 'a device’s log');
}
