import type { Transaction } from '#libs/database';

/**
 * Numbers and times are drawn in one statement each, so they run alike, but two statements at once may cross. All
 * that crosses lies within this of the first.
 */
const FIRST_SINCE = `
  WITH first AS (SELECT created_at FROM sessions WHERE created_at >= $1 ORDER BY created_at LIMIT 1)
  SELECT min(s.seq) AS seq FROM sessions s, first
   WHERE s.created_at >= first.created_at AND s.created_at < first.created_at + interval '1 minute'`;

/**
 * The last seq before the first session that was enrolled at that time or later; null when there is none such.
 * Where a number and a time cross, by milliseconds, the session is spared.
 */
export async function lastSeqBefore(tx: Transaction, iso: string): Promise<number | null> {
  const [row] = await tx.query<{ seq: number | null }>(FIRST_SINCE, [iso]);
  return row === undefined || row.seq === null ? null : row.seq - 1;
}
