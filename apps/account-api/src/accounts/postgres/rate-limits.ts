import { createHash } from 'node:crypto';
import type { Database } from '#libs/database';
import type { Attempt, RateLimits } from '../rate-limits.js';

const TAKE_ONE = `
  WITH taken AS (
    INSERT INTO rate_limits AS held (key, full_at) VALUES ($1, clock_timestamp() + $2 * interval '1 ms')
    ON CONFLICT (key) DO UPDATE
       SET full_at = greatest(held.full_at, clock_timestamp()) + $2 * interval '1 ms'
     WHERE held.full_at + $2 * interval '1 ms' <= clock_timestamp() + $3 * interval '1 ms'
    RETURNING 1
  )
  SELECT CASE WHEN EXISTS (SELECT 1 FROM taken) THEN NULL
              ELSE coalesce((SELECT extract(epoch FROM full_at - clock_timestamp())::float8
                               + ($2::float8 - $3::float8) / 1000 FROM rate_limits WHERE key = $1), 0) END AS wait`;

/**
 * GCRA, one row a key: `full_at` is when the key will have its whole burst again. Keys that are full again
 * say nothing and may be deleted.
 */
export class PostgresRateLimits implements RateLimits {
  constructor(private readonly database: Database) {}

  async take(attempts: readonly Attempt[]): Promise<number> {
    const [only, ...more] = attempts;
    if (only !== undefined && more.length === 0) return this.#takeOne(only);
    return this.database.transaction(async (tx) => {
      let waitS = 0;
      // One order for all, so that two requests with the same keys cannot wait for each other.
      for (const { key, limit } of inOrder(attempts)) {
        const [row] = await tx.query<{ wait: number }>(
          `INSERT INTO rate_limits AS held (key, full_at) VALUES ($1, clock_timestamp() + $2 * interval '1 ms')
           ON CONFLICT (key) DO UPDATE
             SET full_at = greatest(held.full_at, clock_timestamp()) + $2 * interval '1 ms'
           RETURNING extract(epoch FROM full_at - clock_timestamp())::float8 - $3::float8 / 1000 AS wait`,
          [digest(key), limit.refillMs, limit.burst * limit.refillMs],
        );
        waitS = Math.max(waitS, Math.ceil(row?.wait ?? 0));
      }
      if (waitS > 0) await this.#add(tx, attempts, -1);
      return waitS;
    });
  }

  /** What is refused changes nothing, so a flood of them writes nothing. */
  async #takeOne({ key, limit: { burst, refillMs } }: Attempt): Promise<number> {
    const parameters = [digest(key), refillMs, burst * refillMs];
    const [row] = await this.database.query<{ wait: number | null }>(TAKE_ONE, parameters);
    if (row === undefined) throw new Error('a limit answered nothing');
    return row.wait === null ? 0 : Math.max(1, Math.ceil(row.wait));
  }

  async giveBack(attempts: readonly Attempt[]): Promise<void> {
    await this.database.transaction((tx) => this.#add(tx, attempts, -1));
  }

  async #add(tx: Pick<Database, 'query'>, attempts: readonly Attempt[], count: number): Promise<void> {
    for (const { key, limit } of inOrder(attempts)) {
      await tx.query(`UPDATE rate_limits SET full_at = full_at + $2 * interval '1 ms' WHERE key = $1`, [
        digest(key),
        count * limit.refillMs,
      ]);
    }
  }
}

const digest = (key: string): string => createHash('sha256').update(key).digest('base64url');
const inOrder = (attempts: readonly Attempt[]): readonly Attempt[] =>
  [...attempts].sort((a, b) => (a.key < b.key ? -1 : 1));
