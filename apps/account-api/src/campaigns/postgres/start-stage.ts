import type { Transaction } from '#libs/database';
import { newEvent } from '../../revocations/new-event.js';
import {
  insertParameters,
  REVOCATION_INSERT,
  REVOCATION_VALUES,
} from '../../revocations/postgres/insert-revocation.js';
import { EVENTS_TOPIC, type StoredEvent } from '../../revocations/revocation.js';
import { shareOfStage, type Campaign } from '../campaign.js';
import { predicateOf } from '../device-class.js';
import { FACTS_LOCK } from '../facts-lock.js';
import { receiptWindowOf } from '../receipt-window.js';
import { lastSeqBefore } from './enrolled-before.js';

const STARTED = `
  WITH revocation AS (
    ${REVOCATION_INSERT}
    VALUES (${REVOCATION_VALUES}, 'class', NULL, NULL, $9::bigint, NULL, true, NULL)
    RETURNING r.id, r.txn
  ), stored AS (
    INSERT INTO outbox (topic, key, headers, payload)
    SELECT '${EVENTS_TOPIC}', $10::text, jsonb_build_object('type', 'set', 'txn', txn), $5 FROM revocation
    RETURNING id
  ), stage AS (
    UPDATE campaign_stages g SET started_at = clock_timestamp(), revocation_id = revocation.id
      FROM revocation WHERE g.campaign_id = $10::uuid AND g.stage = $11::integer
  ), campaign AS (
    UPDATE campaigns SET status = 'running', cutoff = $9, telling_stopped_at = NULL WHERE id = $10::uuid
  )
  SELECT id AS outbox_id FROM stored`;

const ACCOUNTS_STARTED = `
  WITH stage AS (
    UPDATE campaign_stages SET started_at = clock_timestamp() WHERE campaign_id = $1 AND stage = 0
  )
  UPDATE campaigns SET status = 'running' WHERE id = $1`;

/**
 * One row and one event, whatever the size of the class. A number drawn before the cut-off belongs to a session of
 * before, even if its transaction commits later: the predicate covers it by that number from the moment it exists.
 * A session whose number is drawn after it is never covered. So no lock against approvals is needed.
 */
export async function startStage(
  tx: Transaction,
  issuer: string,
  campaign: Campaign,
  stage: number,
  sinceRequestMs: number,
): Promise<StoredEvent | null> {
  const began = performance.now();
  if (campaign.class.accounts !== undefined) {
    await tx.query(ACCOUNTS_STARTED, [campaign.id]);
    return null;
  }
  await tx.query('SELECT pg_advisory_xact_lock($1)', [FACTS_LOCK]);
  const cutoff = campaign.cutoff ?? (await draw(tx, campaign.class.enrolledBefore));
  const share = shareOfStage(
    campaign.stages.map(({ percent }) => percent),
    stage,
  );
  const event = newEvent(issuer, null, predicateOf(campaign.class, cutoff, share), 'campaign', {
    receiptWindowMs: receiptWindowOf(campaign, share.to - share.from),
  });
  const [row] = await tx.query<{ outbox_id: number }>(STARTED, [
    ...insertParameters(event, sinceRequestMs + (performance.now() - began)),
    cutoff,
    campaign.id,
    stage,
  ]);
  return {
    outboxId: row!.outbox_id,
    revocationId: event.id,
    sub: null,
    sid: null,
    campaignId: campaign.id,
    txn: event.txn,
    cause: event.cause,
    payload: event.payload,
  };
}

async function draw(tx: Transaction, enrolledBefore: string | undefined): Promise<number> {
  const [drawn] = await tx.query<{ cutoff: number }>(`SELECT nextval('session_seq') AS cutoff`);
  const last = enrolledBefore === undefined ? null : await lastSeqBefore(tx, enrolledBefore);
  return last === null ? drawn!.cutoff : Math.min(drawn!.cutoff, last);
}
