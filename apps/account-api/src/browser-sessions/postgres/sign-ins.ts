import { covers, type Predicate } from '#libs/revocation-index';
import { isDatabaseUnavailable, type Transaction } from '#libs/database';
import { Batches } from '#libs/batches';
import { mayCover } from '../../revocations/postgres/may-cover.js';
import { ms } from '../../revocations/postgres/rows.js';
import type { FoundSignIn, NewSignIn, SignInStore } from '../sign-in-store.js';

interface Row {
  readonly place: number;
  readonly sid: string;
  readonly sub: string;
  readonly seq: string;
  readonly kind: string;
  readonly model: string;
  readonly app_version: string;
  readonly email: string;
  readonly display_name: string;
  readonly password_age_ms: number;
  readonly predicates: readonly Predicate[];
}

/** Every request of a page begins with this: who it is, and whether that is over. Those of one moment ask together. */
const find = (cookies: string): string => `
  SELECT c.place, s.sid, s.account_id AS sub, s.seq, s.kind, s.model, s.app_version, a.email, a.display_name,
         ${ms('clock_timestamp() - b.password_at')} AS password_age_ms,
         ARRAY(SELECT r.predicate FROM ${mayCover('s.sid', 's.account_id', 's.seq')} r) AS predicates
    FROM ${cookies} AS c (secret_hash, place)
    JOIN browser_sign_ins b USING (secret_hash) JOIN sessions s USING (sid) JOIN accounts a ON a.id = s.account_id
   WHERE b.expires_at > now()`;
/** PostgreSQL plans what takes an array anew each time, which takes as long as the answer: at rest nobody waits for it. */
const FIND_ONE = find('(VALUES ($1::bytea, 1))');
const FIND_MANY = find('unnest($1::bytea[]) WITH ORDINALITY');

/** Cookies of one statement, and statements at one time. */
const MOST = 100;
const STATEMENTS = 2;

export class PostgresSignIns implements SignInStore {
  readonly #finds = new Batches<Buffer, FoundSignIn | null>((hashes) => this.#findAll(hashes), {
    mostItems: MOST,
    atOnce: STATEMENTS,
    isOfOne: (error) => !isDatabaseUnavailable(error),
  });

  constructor(private readonly database: Transaction) {}

  async add(tx: Transaction, { secretHash, facts, passwordHash, lifeDays }: NewSignIn): Promise<boolean> {
    const added = await tx.query(
      `INSERT INTO browser_sign_ins (secret_hash, sid, account_id, expires_at)
       SELECT $1, $2, id, now() + make_interval(days => $4) FROM accounts WHERE id = $3 AND password_hash = $5
       RETURNING sid`,
      [secretHash, facts.sid, facts.sub, lifeDays, passwordHash],
    );
    return added.length === 1;
  }

  find(secretHash: Buffer): Promise<FoundSignIn | null> {
    return this.#finds.do(secretHash);
  }

  async #findAll(hashes: readonly Buffer[]): Promise<readonly (FoundSignIn | null)[]> {
    const found = new Array<FoundSignIn | null>(hashes.length).fill(null);
    const rows =
      hashes.length === 1
        ? await this.database.query<Row>(FIND_ONE, hashes)
        : await this.database.query<Row>(FIND_MANY, [hashes]);
    for (const row of rows) found[row.place - 1] = foundOf(row);
    return found;
  }

  async passwordGiven(sid: string, passwordHash: string): Promise<boolean> {
    const noted = await this.database.query(
      `UPDATE browser_sign_ins b SET password_at = clock_timestamp() FROM accounts a
        WHERE b.sid = $1 AND a.id = b.account_id AND a.password_hash = $2 RETURNING b.sid`,
      [sid, passwordHash],
    );
    return noted.length === 1;
  }
}

function foundOf({ predicates, ...row }: Row): FoundSignIn {
  const { sid, sub, kind, model } = row;
  const facts = { sid, sub, seq: Number(row.seq), kind, model, appVersion: row.app_version };
  return {
    account: { sub, email: row.email, displayName: row.display_name },
    facts,
    isOver: predicates.some((predicate) => covers(predicate, facts)),
    passwordAgeMs: row.password_age_ms,
  };
}
