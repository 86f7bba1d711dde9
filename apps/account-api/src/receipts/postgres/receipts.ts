import type { Database } from '#libs/database';
import type { Predicate } from '#libs/revocation-index';
import { ms } from '../../revocations/postgres/rows.js';
import type { Confirmation, ConfirmedReceipt, ReceiptContext, ReceiptStore } from '../receipt-store.js';

const KEEP = `
  WITH kept AS (
    INSERT INTO receipts (sid, jti, event_jti, event_hash, wiped, jws, gateway)
    VALUES ($1, $2, $3, $4, $5, $6, $7)
    ON CONFLICT (sid) DO NOTHING
    RETURNING sid, confirmed_at
  ), entry AS (
    INSERT INTO activity_entries (account_id, type, sid, revocation_id, details)
    SELECT s.account_id, 'session-confirmed', s.sid, (SELECT id FROM revocations WHERE jti = $3),
           jsonb_build_object('kind', s.kind, 'name', s.name, 'model', s.model, 'wiped', $5::jsonb)
      FROM kept JOIN sessions s USING (sid)
  )
  SELECT r.txn, ${ms('kept.confirmed_at - r.requested_at')} AS "afterMs" FROM kept, revocations r WHERE r.jti = $3`;

interface ContextRow {
  readonly sub: string;
  readonly seq: number;
  readonly kind: string;
  readonly model: string;
  readonly app_version: string;
  readonly jkt: string | null;
  readonly predicate: Predicate | null;
  readonly payload: string | null;
}

export class PostgresReceipts implements ReceiptStore {
  constructor(private readonly database: Database) {}

  async context(sid: string, eventJti: string): Promise<ReceiptContext | null> {
    const [row] = await this.database.query<ContextRow>(
      `SELECT s.account_id AS sub, s.seq, s.kind, s.model, s.app_version, s.jkt, r.predicate, r.payload
         FROM sessions s LEFT JOIN revocations r ON r.jti = $2
        WHERE s.sid = $1`,
      [sid, eventJti],
    );
    if (row === undefined) return null;
    const { sub, seq, kind, model, app_version: appVersion, jkt, predicate, payload } = row;
    return {
      facts: { sid, sub, seq, kind, model, appVersion },
      jkt,
      event: predicate === null || payload === null ? null : { predicate, payload },
    };
  }

  async keep({ claims, jws, gateway }: ConfirmedReceipt): Promise<Confirmation | null> {
    const [row] = await this.database.query<Confirmation>(KEEP, [
      claims.sid,
      claims.jti,
      claims.event_jti,
      claims.event_hash,
      JSON.stringify(claims.wiped),
      jws,
      gateway,
    ]);
    return row ?? null;
  }
}
