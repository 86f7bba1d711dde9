import type { Predicate } from '#libs/revocation-index';

/** Rows as the product's migrations make them, as far as its statements read them. Times are epoch ms of the database. */
export interface SessionRow {
  readonly sid: string;
  readonly account_id: string;
  readonly seq: number;
  readonly kind: string;
  readonly name: string;
  readonly model: string;
  readonly app_version: string;
  readonly jkt: string | null;
  readonly address: string;
  readonly created_at: number;
  readonly live_at: number | null;
  readonly last_seen_at: number;
  readonly last_address: string;
  readonly revocation_id: string | null;
}

export interface RevocationRow {
  readonly id: string;
  readonly jti: string;
  readonly txn: string;
  readonly scope: 'session' | 'account';
  readonly account_id: string;
  readonly sid: string | null;
  readonly cutoff: number | null;
  readonly except_sid: string | null;
  readonly predicate: Predicate;
  readonly payload: string;
  readonly cause: string;
  readonly awaits_receipt: boolean;
  readonly requested_at: number;
  readonly committed_at: number;
  readonly event_partition: number | null;
  readonly event_offset: number | null;
  readonly blocked_at: number | null;
  readonly points: number | null;
  readonly idempotency_key: string | null;
  readonly xact: number;
  /** When its statement ran, by true time: for the judges, and in no statement's sight. */
  readonly insertedAt: number;
}

export interface OutboxRow {
  readonly id: number;
  readonly topic: string;
  readonly key: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly payload: string;
  readonly created_at: number;
  readonly leased_until: number | null;
  readonly leased_by: string | null;
  readonly sent_at: number | null;
}

export interface PayloadRow {
  readonly model: string;
  readonly id: string;
  readonly payload: Readonly<Record<string, unknown>>;
  readonly grant_id: string | null;
  readonly user_code: string | null;
  readonly account_id: string | null;
  readonly consumed_at: number | null;
  readonly polled_at: number | null;
  readonly expires_at: number;
}

export interface PollRow {
  readonly boot: string;
  readonly point: string;
  readonly polled_at: number;
  readonly answered: string | null;
  readonly passed: string | null;
}

export interface ReceiptRow {
  readonly sid: string;
  readonly jti: string;
  readonly event_jti: string;
  readonly jws: string;
  readonly confirmed_at: number;
}

export interface PresenceRow {
  readonly sid: string;
  readonly gateway: string;
  readonly boot: string;
  readonly connection: string;
  readonly since: number;
}

export interface Tables {
  readonly accounts: { readonly id: string };
  readonly sessions: SessionRow;
  readonly revocations: RevocationRow;
  readonly outbox: OutboxRow;
  readonly oidc_payloads: PayloadRow;
  readonly enforcement_polls: PollRow;
  readonly receipts: ReceiptRow;
  readonly device_presence: PresenceRow;
}

export type TableName = keyof Tables;

export const TABLES: readonly TableName[] = [
  'accounts',
  'sessions',
  'revocations',
  'outbox',
  'oidc_payloads',
  'enforcement_polls',
  'receipts',
  'device_presence',
];

/** The commits of one table, by key. */
export type Committed = { readonly [Name in TableName]: Map<string, Tables[Name]> };

export const noRows = (): Committed =>
  Object.fromEntries(TABLES.map((name) => [name, new Map()])) as unknown as Committed;
