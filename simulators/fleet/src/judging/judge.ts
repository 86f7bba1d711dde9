import { audit, type Finding, type History } from '#libs/audit';
import type { Presses } from '../witness/press.js';
import type { Witness } from '../witness/witness.js';
import { reasonFor } from './reason-for.js';

export interface Odd {
  readonly sid: string;
  readonly device: number;
  readonly why: string;
}

/** Every session once: the parts make the whole, or the run is not believed. */
export interface Account {
  readonly sessions: number;
  readonly confirmed: number;
  readonly unreachable: number;
  readonly signedOut: number;
  readonly untouched: number;
  readonly odd: readonly Odd[];
  /** Devices that never had a session, by number. */
  readonly neverLinked: readonly { readonly device: number; readonly why: string }[];
  readonly findings: readonly Finding[];
}

export interface JudgedBy {
  readonly blockedWithinMs: number;
  readonly confirmedWithinMs: number;
}

/** Has the run audited: from what owners and operators were answered and devices did. @param endedAt `monotonicMs` */
export function judge(
  witness: Witness,
  presses: Presses,
  devices: number,
  endedAt: number,
  limits: JudgedBy,
): Account {
  const linked = [...witness.sessions.values()];
  const history: History = {
    endedAt,
    sessions: linked.map(({ facts }) => facts),
    answers: presses.answers,
    points: [],
    devices: witness.entries,
  };
  const { findings, tally } = audit(history, limits);
  const { sessions, confirmed, unreachable, signedOut, untouched } = tally;
  const has = new Set(linked.map(({ device }) => device));
  const neverLinked = Array.from({ length: devices }, (_, device) => device)
    .filter((device) => !has.has(device))
    .map((device) => ({
      device,
      why: witness.failures.find((one) => one.device === device)?.why ?? 'nothing came of its enrolment',
    }));
  const odd = tally.odd.map((sid) => ({
    sid,
    device: witness.sessions.get(sid)!.device,
    why: reasonFor(sid, witness, presses),
  }));
  return { sessions, confirmed, unreachable, signedOut, untouched, odd, neverLinked, findings };
}

export const addsUp = ({ sessions, confirmed, unreachable, signedOut, untouched, odd }: Account): boolean =>
  sessions === confirmed + unreachable + signedOut + untouched + odd.length;

/** All is in order: nothing odd, nothing found, nobody missing. */
export const isClean = (account: Account): boolean =>
  addsUp(account) &&
  account.odd.length === 0 &&
  account.neverLinked.length === 0 &&
  account.findings.length === 0;
