import type { Database } from '#libs/database';
import { ms } from '../../revocations/postgres/rows.js';
import type { ReportedDevice, ReportStore } from '../report.js';

const DEVICES = `
  SELECT m.sid, s.kind, s.model, s.app_version AS "appVersion", s.name, s.account_id AS "accountId",
         r.jti AS "revocationJti", ${ms('s.last_seen_at')} AS "lastSeenAt", ${ms('r.blocked_at')} AS "blockedAt",
         ${ms('t.confirmed_at')} AS "confirmedAt", t.event_jti AS "receiptOf",
         CASE WHEN t.sid IS NOT NULL THEN 'confirmed'
              WHEN r.blocked_at IS NULL THEN 'blocking'
              WHEN s.last_seen_at >= r.requested_at
                OR EXISTS (SELECT 1 FROM device_presence p WHERE p.sid = m.sid) THEN 'told'
              ELSE 'unreachable' END AS standing
    FROM campaign_members m
    JOIN revocations r ON r.id = m.revocation_id
    JOIN sessions s ON s.sid = m.sid
    LEFT JOIN receipts t ON t.sid = m.sid
   WHERE m.campaign_id = $1 AND m.counts AND m.sid > $2::uuid
   ORDER BY m.sid LIMIT $3`;

const NIL = '00000000-0000-0000-0000-000000000000';

export class PostgresReport implements ReportStore {
  constructor(private readonly database: Database) {}

  devices(campaignId: string, after: string | null, limit: number): Promise<readonly ReportedDevice[]> {
    return this.database.query<ReportedDevice>(DEVICES, [campaignId, after ?? NIL, limit]);
  }
}
