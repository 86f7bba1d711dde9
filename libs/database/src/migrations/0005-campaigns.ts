import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Campaigns: what an operator decided, stage by stage, and which sessions each stage ended. The revocation of a
 * stage is a row of `revocations` like any other; members are written afterwards, in small chunks.
 */
export class Campaigns1764000004000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of statements) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const statement of backwards) await runner.query(statement);
  }
}

const statements = [
  `CREATE TABLE campaigns (
    id uuid PRIMARY KEY,
    number bigint GENERATED ALWAYS AS IDENTITY,
    class jsonb NOT NULL,
    class_digest text NOT NULL,
    reason text NOT NULL,
    made_by uuid NOT NULL REFERENCES operators (id),
    made_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    approved_by uuid REFERENCES operators (id),
    status text NOT NULL CHECK (status IN ('waiting', 'running', 'between-stages', 'done', 'cancelled')),
    cutoff bigint,
    counted jsonb NOT NULL,
    receipt_window_ms integer,
    telling_stopped_at timestamptz
  )`,
  `COMMENT ON COLUMN campaigns.number IS 'the order they are listed in'`,
  `COMMENT ON COLUMN campaigns.cutoff IS 'drawn once, when the first stage starts; null for a list of accounts, which have one each'`,
  `COMMENT ON COLUMN campaigns.counted IS 'what the class held when the number was typed'`,
  `CREATE UNIQUE INDEX campaigns_under_way ON campaigns (class_digest)
    WHERE status IN ('waiting', 'running', 'between-stages')`,
  `CREATE UNIQUE INDEX campaigns_newest ON campaigns (number DESC)`,

  `CREATE TABLE campaign_stages (
    campaign_id uuid NOT NULL REFERENCES campaigns (id),
    stage integer NOT NULL,
    percent float8 NOT NULL,
    started_at timestamptz,
    revocation_id uuid REFERENCES revocations (id),
    settled_after xid8,
    marked_to bigint NOT NULL DEFAULT 0,
    marked_at timestamptz,
    PRIMARY KEY (campaign_id, stage)
  )`,
  `COMMENT ON COLUMN campaign_stages.settled_after IS 'transactions before this one may still hold sessions from before the cut-off; marking waits for them'`,
  `COMMENT ON COLUMN campaign_stages.marked_to IS 'every session up to this seq has its member row, where it is one'`,
  `CREATE INDEX campaign_stages_to_mark ON campaign_stages (started_at)
    WHERE started_at IS NOT NULL AND marked_at IS NULL`,
  `CREATE INDEX campaign_stages_of_revocation ON campaign_stages (revocation_id) WHERE revocation_id IS NOT NULL`,

  `CREATE TABLE campaign_accounts (
    campaign_id uuid NOT NULL REFERENCES campaigns (id),
    account_id uuid NOT NULL REFERENCES accounts (id),
    revocation_id uuid REFERENCES revocations (id),
    marked_at timestamptz,
    PRIMARY KEY (campaign_id, account_id)
  )`,
  `CREATE INDEX campaign_accounts_of_revocation ON campaign_accounts (revocation_id) WHERE revocation_id IS NOT NULL`,

  // No reference to sessions: checking one would lock each row, and a sign-out would wait for that.
  `CREATE TABLE campaign_members (
    sid uuid NOT NULL,
    revocation_id uuid NOT NULL,
    campaign_id uuid NOT NULL,
    kind text NOT NULL,
    model text NOT NULL,
    counts boolean NOT NULL,
    PRIMARY KEY (sid, revocation_id)
  )`,
  `COMMENT ON COLUMN campaign_members.counts IS 'a device that was signed in; not a browser, nor a code that nobody had redeemed'`,
  `CREATE INDEX campaign_members_of_campaign ON campaign_members (campaign_id, sid)`,

  `CREATE TABLE campaign_history (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    campaign_id uuid NOT NULL REFERENCES campaigns (id),
    at timestamptz NOT NULL DEFAULT clock_timestamp(),
    operator_id uuid REFERENCES operators (id),
    what text NOT NULL
  )`,
  `COMMENT ON COLUMN campaign_history.operator_id IS 'null: it came about by itself'`,
  `CREATE INDEX campaign_history_of_campaign ON campaign_history (campaign_id, id)`,

  `ALTER TABLE revocations ADD COLUMN marked_at timestamptz`,
  `COMMENT ON COLUMN revocations.marked_at IS 'of a class: from here on its members say whom it ended, and its predicate is not asked'`,
  `CREATE INDEX revocations_of_unmarked_classes ON revocations (cutoff) WHERE scope = 'class' AND marked_at IS NULL`,
  `CREATE INDEX revocations_by_block ON revocations (blocked_at) WHERE blocked_at IS NOT NULL`,
  `CREATE INDEX receipts_by_time ON receipts (confirmed_at)`,
  // Counts of a class, and of everyone, from the index alone. No column of it changes at a refresh but by an update.
  `CREATE INDEX sessions_of_class ON sessions (kind, model, app_version) WHERE live_at IS NOT NULL AND revocation_id IS NULL`,
  `CREATE INDEX sessions_by_time ON sessions (created_at, seq)`,

  `CREATE TABLE walls (
    id uuid PRIMARY KEY,
    operator_id uuid NOT NULL REFERENCES operators (id),
    made_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    sids uuid[] NOT NULL
  )`,
  `CREATE INDEX walls_of_operator ON walls (operator_id, made_at DESC)`,
];

const backwards = [
  'DROP TABLE walls, campaign_history, campaign_members, campaign_accounts, campaign_stages, campaigns',
  'DROP INDEX revocations_by_block, receipts_by_time, sessions_of_class, sessions_by_time',
  'ALTER TABLE revocations DROP COLUMN marked_at',
];
