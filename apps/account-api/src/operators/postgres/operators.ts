import { randomUUID } from 'node:crypto';
import type { Database, Transaction } from '#libs/database';
import { SignoffError } from '#libs/errors';
import type { Operator, StoredOperator } from '../operator.js';
import type { OperatorStore } from '../operator-store.js';

const COLUMNS = `o.id AS "operatorId", o.name, o.email`;

const ADD = `
  INSERT INTO operators AS o (id, email, name, password_hash) VALUES ($1, $2, $3, $4)
  ON CONFLICT (email) DO UPDATE SET name = $3, password_hash = $4, removed_at = NULL
    WHERE o.removed_at IS NOT NULL
  RETURNING o.id`;

const REPLACE = `
  WITH changed AS (
    UPDATE operators SET name = $2, password_hash = $3 WHERE email = $1 AND removed_at IS NULL RETURNING id
  ), ended AS (
    DELETE FROM operator_sign_ins s USING changed WHERE s.operator_id = changed.id
  )
  SELECT id FROM changed`;

const CANCEL = `
  WITH cancelled AS (
    UPDATE campaigns SET status = 'cancelled' WHERE made_by = $1 AND status = 'waiting' RETURNING id
  )
  INSERT INTO campaign_history (campaign_id, what)
  SELECT id, 'cancelled: the operator who made it was removed' FROM cancelled`;

const OPEN = `
  INSERT INTO operator_sign_ins (secret_hash, operator_id, expires_at)
  SELECT $1, id, clock_timestamp() + make_interval(secs => $4) FROM operators
   WHERE id = $2 AND password_hash = $3 AND removed_at IS NULL FOR SHARE
  RETURNING operator_id`;

const WHO = `
  SELECT ${COLUMNS} FROM operator_sign_ins s JOIN operators o ON o.id = s.operator_id
   WHERE s.secret_hash = $1 AND s.expires_at > clock_timestamp() AND o.removed_at IS NULL`;

export class PostgresOperators implements OperatorStore {
  constructor(private readonly database: Database) {}

  async add({ email, name, passwordHash }: Omit<StoredOperator, 'operatorId'>): Promise<boolean> {
    return (await this.database.query(ADD, [randomUUID(), email, name, passwordHash])).length === 1;
  }

  async replace({ email, name, passwordHash }: Omit<StoredOperator, 'operatorId'>): Promise<boolean> {
    return (await this.database.query(REPLACE, [email, name, passwordHash])).length === 1;
  }

  remove(email: string): Promise<boolean> {
    return this.database.transaction(async (tx) => {
      const [removed] = await tx.query<{ id: string }>(
        'UPDATE operators SET removed_at = clock_timestamp() WHERE email = $1 AND removed_at IS NULL RETURNING id',
        [email],
      );
      if (removed === undefined) return false;
      await tx.query('DELETE FROM operator_sign_ins WHERE operator_id = $1', [removed.id]);
      await tx.query(CANCEL, [removed.id]);
      return true;
    });
  }

  list(): Promise<readonly Operator[]> {
    return this.database.query<Operator>(
      `SELECT ${COLUMNS} FROM operators o WHERE removed_at IS NULL ORDER BY email`,
    );
  }

  async findByEmail(email: string): Promise<StoredOperator | null> {
    const [row] = await this.database.query<StoredOperator>(
      `SELECT ${COLUMNS}, o.password_hash AS "passwordHash" FROM operators o WHERE email = $1 AND removed_at IS NULL`,
      [email],
    );
    return row ?? null;
  }

  async open(
    secretHash: Buffer,
    { operatorId, passwordHash }: StoredOperator,
    lifeS: number,
  ): Promise<boolean> {
    return (await this.database.query(OPEN, [secretHash, operatorId, passwordHash, lifeS])).length === 1;
  }

  async close(secretHash: Buffer): Promise<void> {
    await this.database.query('DELETE FROM operator_sign_ins WHERE secret_hash = $1', [secretHash]);
  }

  async who(secretHash: Buffer): Promise<Operator | null> {
    return (await this.database.query<Operator>(WHO, [secretHash]))[0] ?? null;
  }

  async hold(tx: Transaction, operatorId: string): Promise<void> {
    const held = await tx.query('SELECT 1 FROM operators WHERE id = $1 AND removed_at IS NULL FOR SHARE', [
      operatorId,
    ]);
    if (held.length === 0) throw new SignoffError('sign_in_required');
  }
}
