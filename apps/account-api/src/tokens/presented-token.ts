import { createHash } from 'node:crypto';
import { jwtVerify, type JWTPayload, type JWTVerifyGetKey } from 'jose';
import type { Database } from '#libs/database';
import { audienceOf } from '../enrolment/authorization-server.js';
import type { SessionRecord, SessionSource } from '../enrolment/device-sessions.js';

/** A token of ours that somebody sent, with the session it belongs to. */
export interface PresentedToken {
  readonly session: SessionRecord;
  /** The key it is bound to: whoever proves it is the device. */
  readonly jkt: string;
  /** An access token's claims; null for a refresh token. */
  readonly claims: JWTPayload | null;
  readonly expired: boolean;
}

const DAY_MS = 86_400_000;
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Reads access tokens (RFC 9068, ours alone) and refresh tokens. What is neither is null. */
export class PresentedTokens {
  constructor(
    private readonly database: Pick<Database, 'query'>,
    private readonly sessions: SessionSource,
    private readonly settings: { readonly issuer: string; readonly deviceIdleDays: number },
    private readonly keys: JWTVerifyGetKey,
  ) {}

  async read(token: string): Promise<PresentedToken | null> {
    return token.includes('.') ? this.#accessToken(token) : this.#refreshToken(token);
  }

  async #accessToken(token: string): Promise<PresentedToken | null> {
    const claims = await this.#verified(token);
    const jkt = (claims?.['cnf'] as { jkt?: unknown } | undefined)?.jkt;
    const sid = claims?.['sid'];
    if (claims === null || typeof jkt !== 'string' || typeof sid !== 'string' || !UUID.test(sid)) return null;
    const session = await this.sessions.find(sid);
    if (session === null || session.jkt !== jkt) return null;
    return { session, jkt, claims, expired: (claims.exp ?? 0) * 1000 <= session.readAt };
  }

  /** Its age is the caller's to judge: an expired token still tells which session a device means to end. */
  async #verified(token: string): Promise<JWTPayload | null> {
    try {
      const { payload } = await jwtVerify(token, this.keys, {
        issuer: this.settings.issuer,
        audience: audienceOf(this.settings.issuer),
        typ: 'at+jwt',
        algorithms: ['ES256'],
        clockTolerance: Number.MAX_SAFE_INTEGER,
      });
      return payload;
    } catch {
      return null;
    }
  }

  async #refreshToken(token: string): Promise<PresentedToken | null> {
    const [row] = await this.database.query<{ grant_id: string; jkt: string }>(
      `SELECT grant_id, payload->>'jkt' AS jkt
         FROM oidc_payloads WHERE model = 'RefreshToken' AND id = $1`,
      [createHash('sha256').update(token).digest('base64url')],
    );
    const session = row === undefined ? null : await this.sessions.find(row.grant_id);
    if (row === undefined || session === null || session.jkt !== row.jkt) return null;
    // It lives on with the session, from refresh to refresh: see OidcPayloads.
    const idleUntil = session.refreshedAt + this.settings.deviceIdleDays * DAY_MS;
    return { session, jkt: row.jkt, claims: null, expired: idleUntil <= session.readAt };
  }
}
