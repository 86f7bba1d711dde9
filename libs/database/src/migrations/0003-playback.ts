import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What the sample resource server keeps, in a schema of its own: it shares the server with the account API, and
 * no table. Accounts are known by the `sub` of their tokens.
 */
export class Playback1764000002000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of statements) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP SCHEMA playback CASCADE');
  }
}

const statements = [
  `CREATE SCHEMA playback`,

  `CREATE TABLE playback.accounts (sub text PRIMARY KEY)`,
  `COMMENT ON TABLE playback.accounts IS 'a row to lock: streams of an account start one after another'`,

  `CREATE TABLE playback.profiles (
    id uuid PRIMARY KEY,
    sub text NOT NULL,
    position smallint NOT NULL CHECK (position BETWEEN 0 AND 4),
    name text NOT NULL,
    colour text NOT NULL,
    UNIQUE (sub, position)
  )`,

  `CREATE TABLE playback.history (
    profile_id uuid NOT NULL REFERENCES playback.profiles (id) ON DELETE CASCADE,
    title_id text NOT NULL,
    position_s integer NOT NULL CHECK (position_s >= 0),
    watched_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (profile_id, title_id)
  )`,

  `CREATE TABLE playback.payment_methods (
    sub text NOT NULL,
    position smallint NOT NULL,
    brand text NOT NULL,
    last4 text NOT NULL CHECK (last4 ~ '^[0-9]{4}$'),
    expires text NOT NULL,
    PRIMARY KEY (sub, position)
  )`,

  `CREATE TABLE playback.streams (
    id uuid PRIMARY KEY,
    sub text NOT NULL,
    sid text NOT NULL,
    seq bigint NOT NULL,
    kind text NOT NULL,
    model text NOT NULL,
    app_version text NOT NULL,
    profile_id uuid NOT NULL REFERENCES playback.profiles (id) ON DELETE CASCADE,
    title_id text NOT NULL,
    started_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    last_asked_at timestamptz NOT NULL DEFAULT clock_timestamp()
  )`,
  `CREATE INDEX streams_of_account ON playback.streams (sub)`,
];
