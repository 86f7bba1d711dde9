import type { Finding } from './finding.js';
import type { History } from './history.js';
import { confirmed } from './judges/confirmed.js';
import { inForce } from './judges/in-force.js';
import { living } from './judges/living.js';
import { service } from './judges/service.js';
import { shown } from './judges/shown.js';
import { tally, unaccountedFor, type Tally } from './judges/tally.js';
import { unknown } from './judges/unknown.js';
import type { Limits } from './limits.js';
import { Reading } from './reading.js';

export interface Audit {
  /** By time; none: the run kept every promise that its logs can show. */
  readonly findings: readonly Finding[];
  readonly tally: Tally;
}

/**
 * Judges a run from outside, by what was answered, served and received, and by nothing the servers think.
 * Invariants: a correct history has no finding, in whatever order its entries come; what is in the logs and
 * cannot be judged is a finding. An absent log (a device that kept none) hides its device's faults only.
 * Units: ms of one monotonic clock, as the history has it.
 */
export function audit(history: History, limits: Limits): Audit {
  const reading = new Reading(history);
  const counted = tally(reading);
  const findings = [
    ...unknown(reading),
    ...inForce(reading, limits),
    ...confirmed(reading, limits),
    ...service(reading, limits),
    ...living(reading, limits),
    ...shown(reading),
  ];
  for (const finding of unaccountedFor(reading, counted, [...findings], limits)) findings.push(finding);
  return { findings: findings.sort((a, b) => a.at - b.at), tally: counted };
}
