import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Accounts, sessions, revocations as predicates with cut-offs, the outbox, and what the authorization server keeps.
 * Times are timestamptz; `seq` and `cutoff` come from one sequence, so their order needs no clock.
 */
export class Initial1764000000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of statements) await runner.query(statement);
  }

  async down(): Promise<void> {
    throw new Error('The first migration has no way back; drop the database instead.');
  }
}

const statements = [
  // CACHE 1: a cached block would let a later session draw a smaller number than an earlier cut-off.
  `CREATE SEQUENCE session_seq CACHE 1`,

  `CREATE TABLE accounts (
    id uuid PRIMARY KEY,
    email text NOT NULL UNIQUE,
    display_name text NOT NULL,
    password_hash text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT clock_timestamp()
  )`,

  `COMMENT ON COLUMN accounts.email IS 'in lower case'`,

  `CREATE TABLE sessions (
    sid uuid PRIMARY KEY,
    account_id uuid NOT NULL REFERENCES accounts (id),
    seq bigint NOT NULL UNIQUE,
    kind text NOT NULL,
    name text NOT NULL,
    model text NOT NULL,
    app_version text NOT NULL,
    jkt text,
    address text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    live_at timestamptz,
    last_seen_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    last_address text NOT NULL,
    revocation_id uuid
  )`,
  `COMMENT ON COLUMN sessions.live_at IS 'when the code was redeemed; null between approval and redemption'`,
  `COMMENT ON COLUMN sessions.revocation_id IS 'the revocation of this one session, if it had one of its own'`,
  `CREATE INDEX sessions_of_account ON sessions (account_id, seq DESC)`,
  `CREATE INDEX sessions_of_key ON sessions (account_id, jkt) WHERE jkt IS NOT NULL`,

  `CREATE TABLE revocations (
    id uuid PRIMARY KEY,
    jti uuid NOT NULL UNIQUE,
    txn uuid NOT NULL,
    scope text NOT NULL CHECK (scope IN ('session', 'account', 'class')),
    account_id uuid REFERENCES accounts (id),
    sid uuid,
    cutoff bigint,
    except_sid uuid,
    predicate jsonb NOT NULL,
    payload text NOT NULL,
    initiating_entity text NOT NULL,
    cause text NOT NULL,
    awaits_receipt boolean NOT NULL,
    requested_at timestamptz NOT NULL,
    committed_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    event_partition integer,
    event_offset bigint,
    blocked_at timestamptz,
    points integer,
    idempotency_key text,
    request_hash text
  )`,
  `COMMENT ON COLUMN revocations.payload IS 'the claims of the security event exactly as they are signed, so that all copies share one hash'`,
  `COMMENT ON COLUMN revocations.event_offset IS 'where the event stands in security-events, once acknowledged'`,
  `CREATE UNIQUE INDEX revocations_of_session ON revocations (sid) WHERE scope = 'session'`,
  `CREATE INDEX revocations_of_account ON revocations (account_id, cutoff DESC) WHERE scope = 'account'`,
  `CREATE INDEX revocations_of_classes ON revocations (cutoff DESC) WHERE scope = 'class'`,
  `CREATE INDEX revocations_by_time ON revocations (committed_at)`,
  `CREATE INDEX revocations_not_blocked ON revocations (committed_at) WHERE blocked_at IS NULL`,
  `CREATE UNIQUE INDEX revocations_by_key ON revocations (account_id, idempotency_key) WHERE idempotency_key IS NOT NULL`,

  `CREATE TABLE receipts (
    sid uuid PRIMARY KEY REFERENCES sessions (sid),
    jti text NOT NULL,
    event_jti uuid NOT NULL,
    event_hash text NOT NULL,
    wiped jsonb NOT NULL,
    jws text NOT NULL,
    gateway text,
    confirmed_at timestamptz NOT NULL DEFAULT clock_timestamp()
  )`,

  `CREATE TABLE outbox (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    topic text NOT NULL,
    key text NOT NULL,
    headers jsonb NOT NULL DEFAULT '{}',
    payload text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    leased_until timestamptz,
    leased_by text,
    sent_at timestamptz
  )`,
  `CREATE INDEX outbox_unsent ON outbox (created_at) WHERE sent_at IS NULL`,
  `CREATE INDEX outbox_sent ON outbox (sent_at) WHERE sent_at IS NOT NULL`,

  `CREATE TABLE device_presence (
    sid uuid NOT NULL,
    gateway text NOT NULL,
    boot text NOT NULL,
    connection text NOT NULL,
    address text,
    since timestamptz NOT NULL,
    PRIMARY KEY (sid, boot, connection)
  )`,
  `CREATE INDEX device_presence_of_gateway ON device_presence (gateway, boot)`,

  `CREATE TABLE activity_entries (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    account_id uuid NOT NULL REFERENCES accounts (id),
    at timestamptz NOT NULL DEFAULT clock_timestamp(),
    type text NOT NULL,
    sid uuid,
    revocation_id uuid,
    details jsonb NOT NULL DEFAULT '{}'
  )`,
  `CREATE INDEX activity_of_account ON activity_entries (account_id, id DESC)`,

  `CREATE TABLE browser_sign_ins (
    secret_hash bytea PRIMARY KEY,
    sid uuid NOT NULL UNIQUE REFERENCES sessions (sid),
    account_id uuid NOT NULL REFERENCES accounts (id),
    password_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    expires_at timestamptz NOT NULL
  )`,
  `CREATE INDEX browser_sign_ins_by_expiry ON browser_sign_ins (expires_at)`,

  `CREATE TABLE oidc_payloads (
    model text NOT NULL,
    id text NOT NULL,
    payload jsonb NOT NULL,
    grant_id text,
    user_code text,
    account_id uuid,
    consumed_at timestamptz,
    polled_at timestamptz,
    expires_at timestamptz,
    PRIMARY KEY (model, id)
  )`,
  `CREATE UNIQUE INDEX oidc_payloads_by_user_code ON oidc_payloads (user_code) WHERE user_code IS NOT NULL`,
  `CREATE INDEX oidc_payloads_by_grant ON oidc_payloads (grant_id) WHERE grant_id IS NOT NULL`,
  `CREATE INDEX oidc_payloads_approved ON oidc_payloads (account_id) WHERE account_id IS NOT NULL AND consumed_at IS NULL`,
  `CREATE INDEX oidc_payloads_by_expiry ON oidc_payloads (expires_at)`,

  `CREATE TABLE dpop_proofs (
    id bytea PRIMARY KEY,
    expires_at timestamptz NOT NULL
  )`,
  `CREATE INDEX dpop_proofs_by_expiry ON dpop_proofs (expires_at)`,

  `CREATE TABLE rate_limits (
    key text PRIMARY KEY,
    full_at timestamptz NOT NULL
  )`,
  `CREATE INDEX rate_limits_by_time ON rate_limits (full_at)`,
];
