import type { Database } from '#libs/database';
import type { Predicate } from '#libs/revocation-index';
import { ms } from '../../revocations/postgres/rows.js';
import type {
  Confirmation,
  ConfirmedReceipt,
  Named,
  ReceiptContext,
  ReceiptStore,
} from '../receipt-store.js';

const CONTEXTS = `
  SELECT s.sid, s.account_id AS sub, s.seq, s.kind, s.model, s.app_version, s.jkt, r.predicate, r.payload,
         named.place
    FROM unnest($1::uuid[], $2::uuid[]) WITH ORDINALITY AS named (sid, event_jti, place)
    JOIN sessions s ON s.sid = named.sid
    LEFT JOIN revocations r ON r.jti = named.event_jti`;

/**
 * Rows are taken in an order that all instances share, sessions and accounts alike: else two batches, or a batch and
 * the revocation of a list of accounts, could each hold what the other waits for.
 */
const KEEP = `
  WITH kept AS (
    INSERT INTO receipts (sid, jti, event_jti, event_hash, wiped, jws, gateway)
    SELECT DISTINCT ON (sid) sid, jti, event_jti, event_hash, wiped::jsonb, jws, gateway
      FROM unnest($1::uuid[], $2::text[], $3::uuid[], $4::text[], $5::text[], $6::text[], $7::text[])
        WITH ORDINALITY AS b (sid, jti, event_jti, event_hash, wiped, jws, gateway, place)
     ORDER BY sid, place
    ON CONFLICT (sid) DO NOTHING
    RETURNING sid, event_jti, wiped, confirmed_at
  ), entry AS (
    INSERT INTO activity_entries (account_id, type, sid, revocation_id, details)
    SELECT s.account_id, 'session-confirmed', s.sid, r.id,
           jsonb_build_object('kind', s.kind, 'name', s.name, 'model', s.model, 'wiped', kept.wiped)
      FROM kept JOIN sessions s USING (sid) LEFT JOIN revocations r ON r.jti = kept.event_jti
     ORDER BY s.account_id, s.sid
  )
  SELECT kept.sid, r.txn, ${ms('kept.confirmed_at - r.requested_at')} AS "afterMs"
    FROM kept JOIN revocations r ON r.jti = kept.event_jti`;

interface ContextRow {
  readonly place: number;
  readonly sid: string;
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

  async contexts(named: readonly Named[]): Promise<readonly (ReceiptContext | null)[]> {
    const rows = await this.database.query<ContextRow>(CONTEXTS, [
      named.map(({ sid }) => sid),
      named.map(({ eventJti }) => eventJti),
    ]);
    const contexts: (ReceiptContext | null)[] = named.map(() => null);
    for (const row of rows) contexts[row.place - 1] = contextOf(row);
    return contexts;
  }

  async keep(receipts: readonly ConfirmedReceipt[]): Promise<readonly (Confirmation | null)[]> {
    const kept = await this.database.query<Confirmation & { readonly sid: string }>(KEEP, [
      receipts.map(({ claims }) => claims.sid),
      receipts.map(({ claims }) => claims.jti),
      receipts.map(({ claims }) => claims.event_jti),
      receipts.map(({ claims }) => claims.event_hash),
      receipts.map(({ claims }) => JSON.stringify(claims.wiped)),
      receipts.map(({ jws }) => jws),
      receipts.map(({ gateway }) => gateway),
    ]);
    const first = new Map(kept.map(({ sid, txn, afterMs }) => [sid, { txn, afterMs }]));
    return receipts.map(({ claims: { sid } }) => {
      const confirmation = first.get(sid) ?? null;
      // A second one of the same session in this call was not the first.
      first.delete(sid);
      return confirmation;
    });
  }
}

const contextOf = (row: ContextRow): ReceiptContext => {
  const { sid, sub, seq, kind, model, app_version: appVersion, jkt, predicate, payload } = row;
  return {
    facts: { sid, sub, seq, kind, model, appVersion },
    jkt,
    event: predicate === null || payload === null ? null : { predicate, payload },
  };
};
