import { randomUUID } from 'node:crypto';
import type { Transaction } from '#libs/database';
import { tellingStoppedClaims } from '#libs/security-event';
import { EVENTS_TOPIC } from '../../revocations/revocation.js';

/** With the keys of their events: what stops the telling of one must come after it, in its partition. */
const REVOCATIONS = `
  SELECT r.jti, g.campaign_id AS key
    FROM revocations r JOIN campaign_stages g ON g.revocation_id = r.id WHERE g.campaign_id = $1
  UNION ALL
  SELECT r.jti, r.account_id AS key
    FROM revocations r JOIN campaign_accounts a ON a.revocation_id = r.id WHERE a.campaign_id = $1`;

const STOPPED = `
  WITH campaign AS (
    UPDATE campaigns SET telling_stopped_at = clock_timestamp() WHERE id = $1::uuid RETURNING id
  )
  INSERT INTO outbox (topic, key, headers, payload)
  SELECT '${EVENTS_TOPIC}', t.key, jsonb_build_object('type', 'set', 'txn', t.txn), t.payload
    FROM campaign, unnest($2::text[], $3::text[], $4::text[]) AS t (key, txn, payload)`;

/** One event for each revocation that was made so far. It takes nothing back: the block stands. */
export async function stopTelling(tx: Transaction, issuer: string, campaignId: string): Promise<void> {
  const rows = await tx.query<{ jti: string; key: string }>(REVOCATIONS, [campaignId]);
  const events = rows.map(({ jti }) =>
    tellingStoppedClaims({
      jti: randomUUID(),
      txn: randomUUID(),
      issuer,
      revocationJti: jti,
      stoppedAt: Date.now(),
    }),
  );
  await tx.query(STOPPED, [
    campaignId,
    rows.map(({ key }) => key),
    events.map(({ txn }) => txn),
    events.map((claims) => JSON.stringify(claims)),
  ]);
}
