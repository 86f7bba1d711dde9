/**
 * The few revocations that may matter for a session, found by index; `covers()` decides. A class is asked until its
 * members are written down, and from then on by them, so that old classes cost nothing.
 */
export const mayCover = (sid: string, sub: string, seq: string): string => `(
    (SELECT r.* FROM revocations r WHERE r.scope = 'session' AND r.sid = ${sid})
    UNION ALL
    (SELECT r.* FROM revocations r
      WHERE r.scope = 'account' AND r.account_id = ${sub} AND r.cutoff >= ${seq}
        AND r.except_sid IS DISTINCT FROM ${sid}
      ORDER BY r.cutoff DESC LIMIT 4)
    UNION ALL
    (SELECT r.* FROM revocations r WHERE r.scope = 'class' AND r.marked_at IS NULL AND r.cutoff >= ${seq})
    UNION ALL
    (SELECT r.* FROM campaign_members m JOIN revocations r ON r.id = m.revocation_id
      WHERE m.sid = ${sid} AND r.scope = 'class')
  )`;
