import type { Database } from '#libs/database';
import type { Clock } from '../enforcement-points/clock.js';

const EVERY_MS = 60_000;
const AT_ONCE = 5_000;

/**
 * What is of no more use by its own time. A code is kept an hour past its end, so that whoever still asks for
 * it hears "expired", not "unknown". Refresh tokens stay: a device that returns after months must prove its
 * key with one to be told that it was signed out.
 */
const EXPIRED = [
  ['dpop_proofs', 'id', 'expires_at < now()'],
  ['rate_limits', 'key', 'full_at < now()'],
  ['oidc_payloads', 'model, id', `model = 'DeviceCode' AND expires_at < now() - interval '1 hour'`],
  ['browser_sign_ins', 'secret_hash', `expires_at < now() - interval '1 day'`],
  ['operator_sign_ins', 'secret_hash', `expires_at < now()`],
  ['walls', 'id', `made_at < now() - interval '1 day'`],
] as const;

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
    for (const [table, key, expired] of EXPIRED) {
      let deleted = AT_ONCE;
      while (deleted === AT_ONCE && !this.#stopped) {
        const rows = await this.database.query(
          `DELETE FROM ${table} WHERE (${key}) IN
             (SELECT ${key} FROM ${table} WHERE ${expired} LIMIT ${AT_ONCE} FOR UPDATE SKIP LOCKED)
           RETURNING 1 AS gone`,
        );
        deleted = rows.length;
      }
    }
  }
}
