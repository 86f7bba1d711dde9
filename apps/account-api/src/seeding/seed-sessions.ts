import { randomBytes, randomUUID } from 'node:crypto';
import type { Database, Transaction } from '#libs/database';
import type { SessionFacts } from '#libs/revocation-index';
import { audienceOf } from '../enrolment/authorization-server.js';
import { DEVICE_SCOPE } from '../enrolment/device-description.js';
import { payloadId } from '../enrolment/payload-id.js';
import type { SeededDevice } from './devices.js';

export interface SeededAccount {
  readonly sub: string;
  readonly email: string;
}

export interface SeededSession extends SessionFacts {
  readonly jkt: string;
  /** Of use to the key of `jkt` alone. */
  readonly refreshToken: string;
}

export interface Household {
  readonly account: SeededAccount;
  readonly sessions: readonly SeededSession[];
}

export interface SeedingSettings {
  readonly issuer: string;
  readonly deviceIdleDays: number;
  /** Of the one password all of them have. */
  readonly passwordHash: string;
}

/** Where devices come from that were never there. */
const ADDRESS = '127.0.0.1';
const SESSIONS_AT_ONCE = 1_000;

/**
 * Makes accounts with devices linked to them, as the device flow leaves them: account, session, both activity
 * entries, refresh token bound to the key.
 * Invariants: a household is there wholly or not at all; `seq` is drawn in the transaction that makes the
 * account, so nobody can have revoked before; tokens are stored under their hash.
 */
export async function* seedSessions(
  database: Database,
  households: readonly (readonly SeededDevice[])[],
  settings: SeedingSettings,
): AsyncGenerator<readonly Household[]> {
  for (let next = 0; next < households.length;) {
    const chunk: (readonly SeededDevice[])[] = [];
    for (let sessions = 0; next < households.length && sessions < SESSIONS_AT_ONCE; next++) {
      const household = households[next]!;
      chunk.push(household);
      sessions += household.length;
    }
    yield await database.transaction((tx) => seedChunk(tx, chunk, settings));
  }
}

async function seedChunk(
  tx: Transaction,
  chunk: readonly (readonly SeededDevice[])[],
  { issuer, deviceIdleDays, passwordHash }: SeedingSettings,
): Promise<readonly Household[]> {
  const accounts = chunk.map(() => {
    const sub = randomUUID();
    return { sub, email: `fleet-${sub}@example.test` };
  });
  await tx.query(INSERT_ACCOUNTS, [
    accounts.map(({ sub }) => sub),
    accounts.map(({ email }) => email),
    passwordHash,
  ]);
  const devices = chunk.flatMap((household, index) =>
    household.map((device) => ({
      ...device,
      sub: accounts[index]!.sub,
      sid: randomUUID(),
      refreshToken: newToken(),
    })),
  );
  const column = <Name extends keyof (typeof devices)[number]>(name: Name) =>
    devices.map((device) => device[name]);
  const rows = await tx.query<{ sid: string; seq: number }>(INSERT_SESSIONS, [
    column('sid'),
    column('sub'),
    column('kind'),
    column('name'),
    column('model'),
    column('appVersion'),
    column('jkt'),
    ADDRESS,
    column('refreshToken').map(payloadId),
    audienceOf(issuer),
    deviceIdleDays,
  ]);
  const seqs = new Map(rows.map(({ sid, seq }) => [sid, seq]));
  const sessions = devices.map(({ name: _, ...device }) => ({ ...device, seq: seqs.get(device.sid)! }));
  let taken = 0;
  return accounts.map((account, index) => {
    const from = taken;
    taken += chunk[index]!.length;
    return { account, sessions: sessions.slice(from, taken) };
  });
}

/** As oidc-provider makes them: 256 random bits. */
const newToken = (): string => randomBytes(32).toString('base64url');

const INSERT_ACCOUNTS = `
  INSERT INTO accounts (id, email, display_name, password_hash)
  SELECT id, email, 'Fleet', $3 FROM unnest($1::uuid[], $2::text[]) AS given (id, email)`;

/** The payload is what oidc-provider stores of a refresh token that was redeemed for a device code. */
const INSERT_SESSIONS = `
  WITH given AS (
    SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $9::text[])
      WITH ORDINALITY AS g (sid, account_id, kind, name, model, app_version, jkt, token_id, n)
  ), opened AS (
    INSERT INTO sessions (sid, account_id, seq, kind, name, model, app_version, jkt, address, last_address, live_at)
    SELECT sid, account_id, nextval('session_seq'), kind, name, model, app_version, jkt, $8, $8, clock_timestamp()
      FROM given ORDER BY n
    RETURNING sid, seq
  ), entries AS (
    INSERT INTO activity_entries (account_id, type, sid, details)
    SELECT account_id, type, sid, jsonb_build_object('kind', kind, 'name', name, 'model', model)
      FROM given, unnest(ARRAY['session-approved', 'session-opened']) WITH ORDINALITY AS t (type, step)
     ORDER BY n, step
  ), times AS (
    SELECT floor(extract(epoch FROM clock_timestamp()))::bigint AS at, $11::integer * 86400 AS life
  ), tokens AS (
    INSERT INTO oidc_payloads (model, id, grant_id, expires_at, payload)
    SELECT 'RefreshToken', token_id, sid, clock_timestamp() + make_interval(days => $11::integer),
           jsonb_build_object('kind', 'RefreshToken', 'gty', 'device_code', 'grantId', sid, 'accountId', account_id,
             'clientId', kind, 'scope', '${DEVICE_SCOPE}', 'resource', $10::text, 'jkt', jkt, 'rotations', 0,
             'iat', at, 'iiat', at, 'authTime', at, 'exp', at + life)
      FROM given, times
  )
  SELECT sid, seq FROM opened`;
