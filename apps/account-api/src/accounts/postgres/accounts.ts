import { randomUUID } from 'node:crypto';
import type { Transaction } from '#libs/database';
import type { ProvenAccount, Registration } from '../account.js';
import type { AccountStore, PasswordChange } from '../account-store.js';

interface Row {
  readonly id: string;
  readonly email: string;
  readonly display_name: string;
  readonly password_hash: string;
}

export class PostgresAccounts implements AccountStore {
  constructor(private readonly database: Transaction) {}

  async add(
    { email, displayName }: Omit<Registration, 'password'>,
    passwordHash: string,
  ): Promise<ProvenAccount | null> {
    const [row] = await this.database.query<Row>(
      `INSERT INTO accounts (id, email, display_name, password_hash) VALUES ($1, $2, $3, $4)
       ON CONFLICT (email) DO NOTHING RETURNING id, email, display_name, password_hash`,
      [randomUUID(), email, displayName, passwordHash],
    );
    return row === undefined ? null : accountOf(row);
  }

  async findByEmail(email: string): Promise<ProvenAccount | null> {
    const [row] = await this.database.query<Row>(
      'SELECT id, email, display_name, password_hash FROM accounts WHERE email = $1',
      [email],
    );
    return row === undefined ? null : accountOf(row);
  }

  async changePassword(tx: Transaction, { sub, sid, from, to }: PasswordChange): Promise<boolean> {
    await tx.query('SELECT 1 FROM accounts WHERE id = $1 FOR UPDATE', [sub]);
    return (await tx.query(CHANGE_PASSWORD, [sub, sid, from, to])).length === 1;
  }
}

const CHANGE_PASSWORD = `
  WITH changed AS (
    UPDATE accounts SET password_hash = $4 WHERE id = $1 AND password_hash = $3 RETURNING id
  ), given AS (
    UPDATE browser_sign_ins b SET password_at = CASE s.sid WHEN $2::uuid THEN clock_timestamp() ELSE 'epoch' END
      FROM changed, sessions s
     WHERE s.account_id = changed.id AND s.kind = 'browser' AND b.sid = s.sid
  ), entry AS (
    INSERT INTO activity_entries (account_id, type) SELECT id, 'password-changed' FROM changed
  )
  SELECT id FROM changed`;

const accountOf = ({ id, email, display_name, password_hash }: Row): ProvenAccount => ({
  sub: id,
  email,
  displayName: display_name,
  passwordHash: password_hash,
});
