import { covers, type Predicate, type SessionFacts } from '#libs/revocation-index';
import type { Transaction } from '#libs/database';
import { mayCover } from '../../revocations/postgres/may-cover.js';
import type { FoundSignIn, SignInStore } from '../sign-in-store.js';

interface Row {
  readonly sid: string;
  readonly sub: string;
  readonly seq: string;
  readonly kind: string;
  readonly model: string;
  readonly app_version: string;
  readonly email: string;
  readonly display_name: string;
  readonly predicates: readonly Predicate[];
}

/** Every request of a page begins with this: who it is, and whether that is over, in one round trip. */
const FIND = `
  SELECT s.sid, s.account_id AS sub, s.seq, s.kind, s.model, s.app_version, a.email, a.display_name,
         ARRAY(SELECT r.predicate FROM ${mayCover('s.sid', 's.account_id', 's.seq')} r) AS predicates
    FROM browser_sign_ins b JOIN sessions s USING (sid) JOIN accounts a ON a.id = s.account_id
   WHERE b.secret_hash = $1 AND b.expires_at > now()`;

export class PostgresSignIns implements SignInStore {
  constructor(private readonly database: Transaction) {}

  async add(
    tx: Transaction,
    secretHash: Buffer,
    { sid, sub }: SessionFacts,
    lifeDays: number,
  ): Promise<void> {
    await tx.query(
      `INSERT INTO browser_sign_ins (secret_hash, sid, account_id, expires_at)
       VALUES ($1, $2, $3, now() + make_interval(days => $4))`,
      [secretHash, sid, sub, lifeDays],
    );
  }

  async find(secretHash: Buffer): Promise<FoundSignIn | null> {
    const [row] = await this.database.query<Row>(FIND, [secretHash]);
    if (row === undefined) return null;
    const { sid, sub, kind, model, predicates } = row;
    const facts = { sid, sub, seq: Number(row.seq), kind, model, appVersion: row.app_version };
    return {
      account: { sub, email: row.email, displayName: row.display_name },
      facts,
      isOver: predicates.some((predicate) => covers(predicate, facts)),
    };
  }
}
