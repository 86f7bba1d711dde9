import { randomUUID } from 'node:crypto';
import type { Transaction } from '#libs/database';
import type { ProvenAccount, Registration } from '../account.js';
import type { AccountStore } from '../account-store.js';

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
}

const accountOf = ({ id, email, display_name, password_hash }: Row): ProvenAccount => ({
  sub: id,
  email,
  displayName: display_name,
  passwordHash: password_hash,
});
