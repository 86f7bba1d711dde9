import type { Database } from '#libs/database';
import type { Clock } from '../enforcement-points/clock.js';

const EVERY_MS = 60_000;
/** Few, so that each statement holds its locks for milliseconds. */
const AT_ONCE = 1_000;

/**
 * What is of no more use by its own time. A code is kept an hour past its end, so that whoever still asks for
 * it hears "expired", not "unknown". Refresh tokens stay: a device that returns after months must prove its
 * key with one to be told that it was signed out.
 */
const EXPIRED = [
  ['dpop_proofs', 'expires_at', 'expires_at < now()'],
  ['rate_limits', 'full_at', 'full_at < now()'],
  ['oidc_payloads', 'expires_at', `model = 'DeviceCode' AND expires_at < now() - interval '1 hour'`],
  ['browser_sign_ins', 'expires_at', `expires_at < now() - interval '1 day'`],
] as const;

/**
 * `SKIP LOCKED`: what somebody holds is in use, and is left for the next round. By the place of the row, in the order
 * of the index: a join would read the whole table for each chunk.
 */
export const FORGET = EXPIRED.map(
  ([table, time, expired]) => `DELETE FROM ${table} WHERE ctid = ANY (ARRAY(
     SELECT ctid FROM ${table} WHERE ${expired} ORDER BY ${time} LIMIT ${AT_ONCE} FOR UPDATE SKIP LOCKED))
   RETURNING 1 AS gone`,
);

/** Deletes expired rows, few at a time. Every instance may: they leave alone what another holds. */
export class ForgetExpired {
  #stopped = false;
  #cancel: (() => void) | null = null;
  #round: Promise<void> = Promise.resolve();

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly onError: (error: unknown) => void,
  ) {}

  start(): void {
    if (this.#stopped) return;
    this.#round = this.once()
      .catch(this.onError)
      .finally(() => {
        if (!this.#stopped) this.#cancel = this.clock.after(EVERY_MS, () => this.start());
      });
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#cancel?.();
    await this.#round;
  }

  async once(): Promise<void> {
    for (const sql of FORGET) {
      let deleted = AT_ONCE;
      while (deleted === AT_ONCE && !this.#stopped) {
        deleted = (await this.database.query(sql)).length;
      }
    }
  }
}
