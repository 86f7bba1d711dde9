import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Operators and their sign-ins, apart from accounts and theirs. A removed operator keeps the row, since histories
 * name who did what.
 */
export class Operators1764000003000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of statements) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE operator_sign_ins, operators');
  }
}

const statements = [
  `CREATE TABLE operators (
    id uuid PRIMARY KEY,
    email text NOT NULL UNIQUE,
    name text NOT NULL,
    password_hash text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    removed_at timestamptz
  )`,
  `COMMENT ON COLUMN operators.email IS 'in lower case'`,

  `CREATE TABLE operator_sign_ins (
    secret_hash bytea PRIMARY KEY,
    operator_id uuid NOT NULL REFERENCES operators (id),
    created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    expires_at timestamptz NOT NULL
  )`,
  `CREATE INDEX operator_sign_ins_of_operator ON operator_sign_ins (operator_id)`,
  `CREATE INDEX operator_sign_ins_by_expiry ON operator_sign_ins (expires_at)`,
];
