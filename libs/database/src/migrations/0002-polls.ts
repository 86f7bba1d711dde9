import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What lets a snapshot poll count as passing a revocation without comparing clocks: the transaction that made
 * the revocation, and the database snapshots a point was answered from.
 */
export class Polls1764000001000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of statements) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE enforcement_polls');
    await runner.query('ALTER TABLE revocations DROP COLUMN xact');
  }
}

const statements = [
  `ALTER TABLE revocations ADD COLUMN xact xid8 NOT NULL DEFAULT pg_current_xact_id()`,

  `CREATE TABLE enforcement_polls (
    boot text PRIMARY KEY,
    point text NOT NULL,
    polled_at timestamptz NOT NULL,
    answered pg_snapshot,
    passed pg_snapshot
  )`,
  `COMMENT ON COLUMN enforcement_polls.answered IS 'what the last answer showed; the point may not have it yet'`,
  `COMMENT ON COLUMN enforcement_polls.passed IS 'what the answer before showed; by asking again the point said that it has it, or refuses'`,
  `CREATE INDEX enforcement_polls_by_time ON enforcement_polls (polled_at)`,
];
