import { parsePredicate, type Predicate } from '#libs/revocation-index';
import { base64url } from './base64url.js';
import { JwsError } from './jws.js';

/** JOSE `typ` of a Security Event Token (RFC 8417 section 2.3). */
export const SECURITY_EVENT_TYPE = 'secevent+jwt';
/** CAEP 1.0 section 3.1. */
export const CAEP_SESSION_REVOKED = 'https://schemas.openid.net/secevent/caep/event-type/session-revoked';
/** The member of the event that says, exactly, which sessions are over. */
export const PREDICATE = 'urn:signoff:predicate';

/** Who asked (CAEP 1.0 section 2): the account's owner, an operator, a rule, or the system itself. */
export type InitiatingEntity = 'user' | 'admin' | 'policy' | 'system';

/** The revocation as devices and enforcement points read it. Times are epoch ms. */
export interface SecurityEvent {
  readonly jti: string;
  readonly txn: string;
  readonly issuer: string;
  /** The account whose sessions end; null for a class of devices. */
  readonly sub: string | null;
  readonly predicate: Predicate;
  readonly initiatingEntity: InitiatingEntity;
  readonly revokedAt: number;
  /** Time over which devices spread their receipts; 0 = at once. */
  readonly receiptWindowMs: number;
}

/** The SET's payload (RFC 8417 section 2.2): no `sub`, no `exp`; subjects in `sub_id` (RFC 9493). */
export interface SecurityEventClaims {
  readonly iss: string;
  readonly jti: string;
  /** Whole seconds, floored. */
  readonly iat: number;
  readonly aud: string;
  readonly txn: string;
  readonly sub_id: object;
  readonly events: Readonly<Record<string, object>>;
}

/** The audience of internal events: this issuer's devices and enforcement points, and nobody else. */
export const devicesAudience = (issuer: string): string => `${issuer}/devices`;

export function securityEventClaims(event: SecurityEvent): SecurityEventClaims {
  return {
    iss: event.issuer,
    jti: event.jti,
    iat: Math.floor(event.revokedAt / 1000),
    aud: devicesAudience(event.issuer),
    txn: event.txn,
    sub_id: subject(event),
    events: {
      [CAEP_SESSION_REVOKED]: {
        // Milliseconds are kept as a fraction, since NumericDate allows one (RFC 7519 section 2).
        event_timestamp: event.revokedAt / 1000,
        initiating_entity: event.initiatingEntity,
        receipt_window_ms: event.receiptWindowMs,
        [PREDICATE]: event.predicate,
      },
    },
  };
}

function subject({ issuer, sub, predicate, jti }: SecurityEvent): object {
  const user = sub === null ? {} : { user: { format: 'iss_sub', iss: issuer, sub } };
  switch (predicate.type) {
    case 'session':
      return { format: 'complex', ...user, session: { format: 'opaque', id: predicate.sid } };
    case 'account':
      return { format: 'complex', ...user };
    case 'class':
      return { format: 'complex', group: { format: 'opaque', id: jti } };
  }
}

/** Reads the payload of a SET for this issuer's devices. Throws JwsError for anything not wholly understood. */
export function parseSecurityEvent(
  payload: Readonly<Record<string, unknown>>,
  issuer: string,
): SecurityEvent {
  const { iss, aud, jti, txn, events } = payload;
  if (iss !== issuer) throw new JwsError('iss is another issuer');
  if (aud !== devicesAudience(issuer)) throw new JwsError('aud is not the devices of this issuer');
  if (typeof jti !== 'string' || typeof txn !== 'string') throw new JwsError('jti or txn is missing');
  if (typeof events !== 'object' || events === null) throw new JwsError('events is missing');
  const names = Object.keys(events);
  const event = (events as Record<string, unknown>)[CAEP_SESSION_REVOKED];
  if (names.length !== 1 || typeof event !== 'object' || event === null) {
    throw new JwsError('events is not exactly one session-revoked');
  }
  const members = event as Record<string, unknown>;
  const predicate = parsePredicate(members[PREDICATE]);
  if (predicate === null) throw new JwsError('the predicate is not understood');
  const timestamp = members['event_timestamp'];
  const window = members['receipt_window_ms'] ?? 0;
  if (typeof timestamp !== 'number' || typeof window !== 'number' || !(window >= 0)) {
    throw new JwsError('event_timestamp or receipt_window_ms is no number');
  }
  return {
    jti,
    txn,
    issuer,
    sub: userOf(payload['sub_id']),
    predicate,
    initiatingEntity: (members['initiating_entity'] ?? 'system') as InitiatingEntity,
    revokedAt: Math.round(timestamp * 1000),
    receiptWindowMs: window,
  };
}

function userOf(subject: unknown): string | null {
  const sub = (subject as { user?: { sub?: unknown } } | undefined)?.user?.sub;
  return typeof sub === 'string' ? sub : null;
}

/** What a receipt names the event by: SHA-256 of the SET's payload, the same for every signature over it. */
export async function eventHash(payload: Uint8Array): Promise<string> {
  return base64url(new Uint8Array(await crypto.subtle.digest('SHA-256', payload as Uint8Array<ArrayBuffer>)));
}
