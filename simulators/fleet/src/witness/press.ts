import type { AnswerEntry, RevokedEntry, ShownEntry } from '#libs/audit';
import type { RevocationView } from '../people/owner.js';

export type Predicate = RevokedEntry['predicate'];

/** A revocation somebody pressed. Times are `monotonicMs`. */
export interface Press {
  readonly id: string;
  readonly title: string;
  /** What must be over by it: what the fleet asked for, not what the source made of it. */
  readonly predicate: Predicate;
  readonly pressedAt: number;
  readonly answeredAt: number;
  /** From the request to *blocked*, by the source's own clock; null while it is not. */
  blockedMs: number | null;
  points: number;
  readonly shown: ShownEntry[];
}

/** All that were pressed, in order. */
export class Presses {
  readonly all: Press[] = [];

  add(press: Omit<Press, 'blockedMs' | 'points' | 'shown'>): Press {
    const added: Press = { ...press, blockedMs: null, points: 0, shown: [] };
    this.all.push(added);
    return added;
  }

  /** As the audit reads it. */
  get answers(): readonly AnswerEntry[] {
    return this.all.flatMap(({ id, predicate, pressedAt, answeredAt, shown }) => [
      { type: 'revoked', id, predicate, pressedAt, answeredAt, awaitsReceipt: true } as const,
      ...shown,
    ]);
  }
}

/** Notes what the source shows of it at this moment. @param isOurs whether a session is of this fleet */
export function show(press: Press, at: number, view: RevocationView, isOurs: (sid: string) => boolean): void {
  const { blockedAt, requestedAt, points } = view;
  if (blockedAt !== null) {
    press.blockedMs = blockedAt - requestedAt;
    press.points = points;
  }
  press.shown.push({
    type: 'shown',
    id: press.id,
    at,
    // By the source's durations from our own press, which came before its request: no sooner than it was.
    blockedAt: blockedAt === null ? null : Math.min(at, press.answeredAt + (blockedAt - view.committedAt)),
    devices: view.devices.filter(({ sid }) => isOurs(sid)).map(({ sid, state }) => ({ sid, state })),
  });
}
