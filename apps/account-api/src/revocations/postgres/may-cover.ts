/** The few revocations that may matter for a session, found by index; `covers()` decides. */
export const mayCover = (sid: string, sub: string, seq: string): string => `(
    (SELECT r.* FROM revocations r WHERE r.scope = 'session' AND r.sid = ${sid})
    UNION ALL
    (SELECT r.* FROM revocations r
      WHERE r.scope = 'account' AND r.account_id = ${sub} AND r.cutoff >= ${seq}
        AND r.except_sid IS DISTINCT FROM ${sid}
      ORDER BY r.cutoff DESC LIMIT 4)
    UNION ALL
    (SELECT r.* FROM revocations r WHERE r.scope = 'class' AND r.cutoff >= ${seq})
  )`;
