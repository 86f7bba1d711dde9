/**
 * Whether it was over already when the revocation `r` was made. Stages are counted one after another in the order
 * they were started, so members of another are of an earlier one.
 */
export const WAS_OVER = `(
  EXISTS (SELECT 1 FROM revocations e WHERE e.scope = 'session' AND e.sid = s.sid AND e.committed_at < r.committed_at)
  OR EXISTS (SELECT 1 FROM revocations e WHERE e.scope = 'account' AND e.account_id = s.account_id
              AND e.cutoff >= s.seq AND e.except_sid IS DISTINCT FROM s.sid
              AND e.id <> r.id AND e.committed_at < r.committed_at)
  OR EXISTS (SELECT 1 FROM campaign_members m WHERE m.sid = s.sid AND m.revocation_id <> r.id))`;

/** A device whose tokens have not gone stale by themselves. The parameter is in days. */
export const isSignedIn = (days: string): string =>
  `s.live_at IS NOT NULL AND s.last_seen_at > now() - make_interval(days => ${days})`;
