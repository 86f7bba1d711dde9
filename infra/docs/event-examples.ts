import type { ActivityRecord, Beat, PresenceRecord, ProgressRecord, ReceiptRecord } from '#libs/event-stream';
import type { Predicate } from '#libs/revocation-index';
import {
  eventHash,
  RECEIPT_TYPE,
  SECURITY_EVENT_TYPE,
  securityEventClaims,
  tellingStoppedClaims,
  type ReceiptClaims,
  type SecurityEventClaims,
} from '#libs/security-event';

/** The figures of docs/events.md: fixed, so that the page changes only when the code does. */
export const ISSUER = 'https://accounts.example';
const SUB = '5f0d0c7e-3c1c-4b55-8a0b-6b9f0f3f8c11';
const SID = '0b6f1d5a-9f1e-4a53-9d52-0c7a7f2b3e10';
const JTI = '8c6f7a2e-2b0d-4c8e-9a65-3a1b8f5d2c40';
const TXN = 'e1a9c0d4-77b2-4f0e-8f1d-5b6c7d8e9f00';
const AT = Date.UTC(2026, 0, 15, 20, 30, 0, 125);

const eventOf = (sub: string | null, predicate: Predicate): SecurityEventClaims =>
  securityEventClaims({
    jti: JTI,
    txn: TXN,
    issuer: ISSUER,
    sub,
    predicate,
    initiatingEntity: sub === null ? 'admin' : 'user',
    revokedAt: AT,
    receiptWindowMs: sub === null ? 60_000 : 0,
  });

export const SET_HEADER = { alg: 'ES256', typ: SECURITY_EVENT_TYPE, kid: 'the issuer’s key' };

/** The payload of a SET for each kind of predicate. */
export const SETS: readonly (readonly [title: string, claims: SecurityEventClaims])[] = [
  ['One session', eventOf(SUB, { type: 'session', sid: SID })],
  [
    'An account, all but one session',
    eventOf(SUB, { type: 'account', sub: SUB, cutoff: 4711, exceptSid: SID }),
  ],
  [
    'A class of devices',
    eventOf(null, {
      type: 'class',
      cutoff: 9000,
      kinds: ['tv'],
      models: ['Panorama 55'],
      minAppVersion: '2.0.0',
      maxAppVersion: '2.3.9',
      share: { from: 0, to: 0.25 },
    }),
  ],
];

export const TELLING_STOPPED_CLAIMS = tellingStoppedClaims({
  jti: '2f0a6c1d-9b3e-4d57-8a41-c7e5d2b08f16',
  txn: TXN,
  issuer: ISSUER,
  revocationJti: JTI,
  stoppedAt: AT + 4_000,
});

export const RECEIPT_HEADER = {
  alg: 'ES256',
  typ: RECEIPT_TYPE,
  jwk: { kty: 'EC', crv: 'P-256', x: 'the device’s public key', y: '…' },
};

/** The receipt for the first of the SETs. */
export const receiptClaims = async (): Promise<ReceiptClaims> => ({
  jti: 'b7d9e3a1-5c40-4e7e-9e0b-1f2a3b4c5d6e',
  aud: ISSUER,
  iat: Math.floor(AT / 1000),
  sid: SID,
  event_jti: JTI,
  event_hash: await eventHash(new TextEncoder().encode(JSON.stringify(SETS[0]?.[1]))),
  wiped: ['tokens', 'profile', 'artwork', 'last-seen'],
});

export const BEAT: Beat = { v: 1, databaseTime: AT, unsentForMs: 0 };

export const RECEIPT_RECORD: ReceiptRecord = {
  v: 1,
  gateway: 'gateway-1',
  receivedAt: AT + 9,
  receipts: ['eyJhbGciOiJFUzI1NiIs….….…'],
};

export const PRESENCE_RECORD: PresenceRecord = {
  v: 1,
  gateway: 'gateway-1',
  boot: '3a1f6a52-0b53-4d0e-8a55-9a0c8d6e7f21',
  connections: [{ sid: SID, connection: 'c41', online: true, at: AT, address: '192.0.2.7' }],
};

export const PROGRESS_RECORD: ProgressRecord = {
  v: 1,
  point: 'gateway-1',
  boot: '3a1f6a52-0b53-4d0e-8a55-9a0c8d6e7f21',
  kind: 'push-gateway',
  offsets: { '0': '1841', '1': '-1', '2': '1839', '3': '1840', '4': '1838', '5': '1842' },
  fresh: true,
  largestGraceMs: 0,
  at: AT,
};

export const ACTIVITY_RECORD: ActivityRecord = {
  v: 1,
  changes: [
    {
      ...{ sub: SUB, type: 'session-revoked', sid: SID },
      revocationId: 'd2b7c1f0-6a5e-4d3c-8b2a-19f8e7d6c5b4',
      ...{ txn: TXN, at: AT },
    },
  ],
};
