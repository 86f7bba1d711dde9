import { audit, type AnswerEntry, type Audit, type PointEntry } from '#libs/audit';
import type { Predicate, SessionFacts } from '#libs/revocation-index';
import type { RevocationView } from '../../apps/account-api/src/revocations/view.js';
import type { Room } from '../support/stack/room.js';
import type { Done } from './race.js';

/** Nothing here is about how long it takes, on whatever machine. */
const WITHIN_MS = 60_000;
const GATEWAY = 'the gateway';

interface Pressed {
  readonly pressed: Done<RevocationView>;
  /** When it was heard, and all was read that any point had written by then. */
  readonly blockedAt: number;
}

/**
 * What owners were answered and sockets heard in all races, for the audit. All of it is noted in one process when
 * it is read, so its order is exact.
 */
export class RaceLog {
  readonly #pressed = new Map<string, Pressed>();
  readonly #points: PointEntry[] = [];

  revoked(pressed: Done<RevocationView>, blockedAt: number): void {
    this.#pressed.set(pressed.answer.id, { pressed, blockedAt });
  }

  letIn(sid: string, at: number): void {
    this.#points.push({ type: 'opened', at, sid, point: GATEWAY });
  }

  saidOver(sid: string, at: number): void {
    this.#points.push({ type: 'refused', at, sid, point: GATEWAY, because: 'revoked' });
  }

  /** What sessions and predicates there were is read from the database; how it went for them is not. */
  async audit(room: Room): Promise<Audit> {
    const sessions = await room.query<SessionFacts>(
      `SELECT sid, account_id AS sub, seq::float8, kind, model, app_version AS "appVersion" FROM sessions`,
    );
    const revocations = await room.query<{ id: string; predicate: Predicate }>(
      'SELECT id, predicate FROM revocations',
    );
    const history = {
      endedAt: Infinity,
      sessions,
      answers: revocations.flatMap(({ id, predicate }) => this.#answersOf(id, predicate)),
      points: this.#points,
      devices: [],
    };
    // No receipt is sent: every device is a key and a socket.
    const silent = new Set(sessions.map(({ sid }) => sid));
    return audit(history, { blockedWithinMs: WITHIN_MS, confirmedWithinMs: WITHIN_MS, silent });
  }

  #answersOf(id: string, predicate: Predicate): AnswerEntry[] {
    const known = this.#pressed.get(id);
    if (known === undefined) return [];
    const { askedAt: pressedAt, answeredAt, answer } = known.pressed;
    const { blockedAt } = known;
    return [
      { type: 'revoked', id, predicate, pressedAt, answeredAt, awaitsReceipt: true },
      { type: 'shown', id, at: blockedAt, blockedAt, devices: answer.devices },
    ];
  }
}
