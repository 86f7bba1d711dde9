import { ms } from '../../revocations/postgres/rows.js';
import type { By, Campaign, CampaignStatus, Counted, StageView } from '../campaign.js';
import type { DeviceClass } from '../device-class.js';

/** A campaign `c` with its operators and stages, in one row. */
export const CAMPAIGN = `
  SELECT c.id, c.number, c.class, c.reason, c.status, c.cutoff, c.counted, c.receipt_window_ms,
         ${ms('c.made_at')} AS made_at, ${ms('c.telling_stopped_at')} AS telling_stopped_at,
         c.made_by, maker.name AS maker, c.approved_by, approver.name AS approver,
         (SELECT json_agg(json_build_object(
             'percent', g.percent, 'startedAt', ${ms('g.started_at')}, 'counted', g.marked_at IS NOT NULL,
             'revocationJti', r.jti,
             'blockedAt', CASE WHEN a.revocations IS NULL THEN ${ms('r.blocked_at')} ELSE a.blocked_at END,
             'blockedAfterMs', CASE WHEN a.revocations IS NULL THEN ${ms('r.blocked_at - r.requested_at')} ELSE a.after_ms END)
             ORDER BY g.stage)
            FROM campaign_stages g
            LEFT JOIN revocations r ON r.id = g.revocation_id
           WHERE g.campaign_id = c.id) AS stages
    FROM campaigns c
    JOIN operators maker ON maker.id = c.made_by
    LEFT JOIN operators approver ON approver.id = c.approved_by
    LEFT JOIN LATERAL (
      SELECT count(*) AS revocations,
             CASE WHEN bool_and(r.blocked_at IS NOT NULL) THEN ${ms('max(r.blocked_at)')} END AS blocked_at,
             CASE WHEN bool_and(r.blocked_at IS NOT NULL)
                  THEN max(${ms('r.blocked_at - r.requested_at')}) END AS after_ms
        FROM campaign_accounts ca LEFT JOIN revocations r ON r.id = ca.revocation_id
       WHERE ca.campaign_id = c.id HAVING count(*) > 0
    ) a ON true`;

export interface CampaignRow {
  readonly id: string;
  readonly number: number;
  readonly class: DeviceClass;
  readonly reason: string;
  readonly status: CampaignStatus;
  readonly cutoff: number | null;
  readonly counted: Counted;
  readonly receipt_window_ms: number | null;
  readonly made_at: number;
  readonly telling_stopped_at: number | null;
  readonly made_by: string;
  readonly maker: string;
  readonly approved_by: string | null;
  readonly approver: string | null;
  readonly stages: readonly StageView[];
}

export const campaignOf = (row: CampaignRow): Campaign => ({
  id: row.id,
  class: row.class,
  reason: row.reason,
  madeBy: { operatorId: row.made_by, name: row.maker },
  madeAt: row.made_at,
  approvedBy: row.approved_by === null ? null : { operatorId: row.approved_by, name: row.approver! },
  status: row.status,
  stages: row.stages,
  cutoff: row.cutoff,
  counted: row.counted,
  receiptWindowMs: row.receipt_window_ms,
  tellingStoppedAt: row.telling_stopped_at,
});

export interface HistoryRow {
  readonly at: number;
  readonly operator_id: string | null;
  readonly name: string | null;
  readonly what: string;
}

export const byOf = (id: string | null, name: string | null): By | null =>
  id === null ? null : { operatorId: id, name: name! };

/**
 * Where the members stand, by kind and model. A device was reached if it is connected, or was heard of since the
 * request: the same rule as on an account's page.
 */
export const PARTS = `
  SELECT m.kind, m.model, count(*) AS ended,
         count(*) FILTER (WHERE r.blocked_at IS NOT NULL) AS blocked,
         count(t.sid) AS confirmed,
         count(*) FILTER (WHERE t.sid IS NULL AND p.sid IS NULL AND s.last_seen_at < r.requested_at) AS unreachable,
         count(p.sid) AS online,
         count(*) FILTER (WHERE t.confirmed_at > clock_timestamp() - make_interval(secs => $2)) AS recent
    FROM campaign_members m
    JOIN revocations r ON r.id = m.revocation_id
    JOIN sessions s ON s.sid = m.sid
    LEFT JOIN receipts t ON t.sid = m.sid
    LEFT JOIN (SELECT DISTINCT sid FROM device_presence) p ON p.sid = m.sid
   WHERE m.campaign_id = $1 AND m.counts
   GROUP BY m.kind, m.model
   ORDER BY ended DESC, m.kind, m.model`;
