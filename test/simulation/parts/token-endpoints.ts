import type { HttpRequest, HttpResponse } from '#libs/device-client';
import { decodeJws, devicesAudience } from '#libs/security-event';
import { SignoffError } from '#libs/errors';
import { nodeVerifier, thumbprintOf } from '#libs/service-runtime/node';
import type { OidcContext, OidcModel } from 'oidc-provider';
import { randomUUID } from 'node:crypto';
import { OidcPayloads } from '../../../apps/account-api/src/enrolment/postgres/oidc-payloads.js';
import type { SessionSource } from '../../../apps/account-api/src/enrolment/device-sessions.js';
import type { AcceptReceipt } from '../../../apps/account-api/src/receipts/accept-receipt.js';
import { AccessTokenClaims } from '../../../apps/account-api/src/tokens/access-token-claims.js';
import type { DatabaseClient } from '../store/database-client.js';
import { ISSUER, JWKS, signAccessToken, signEvent } from './issuer.js';

/** Short, so that one history sees refreshes and renewals. */
const ACCESS_TOKEN_LIFE_S = 12;
const CODE_LIFE_S = 30;
const POLL_EVERY_S = 1;
const LETTERS = 'BCDFGHJKLMNPQRSTVWXZ';

/** An answer of the token endpoint's own (RFC 6749 section 5.2). */
class Refused extends Error {
  constructor(
    readonly error: string,
    readonly more: object = {},
  ) {
    super(error);
  }
}

/**
 * What devices ask over HTTPS, in the place of oidc-provider: it calls the product's storage, claims and rules in
 * the order that oidc-provider 9.13.3 does, and checks possession of the key.
 */
export class TokenEndpoints {
  readonly #payloads: OidcPayloads;
  readonly #claims: AccessTokenClaims;

  constructor(
    database: DatabaseClient,
    private readonly sessions: SessionSource,
    private readonly receipts: AcceptReceipt,
    private readonly made: (sid: string, begunAt: number) => void,
    private readonly trueNow: () => number,
  ) {
    const settings = { issuer: ISSUER, deviceIdleDays: 30, devicePollIntervalS: POLL_EVERY_S };
    this.#payloads = new OidcPayloads(database, sessions, settings, { drawAnew: () => this.#drawn() });
    this.#claims = new AccessTokenClaims(sessions, signEvent, () => '192.0.2.1');
  }

  async answer({ url, headers = {}, body = '' }: HttpRequest): Promise<HttpResponse> {
    const { pathname } = new URL(url);
    try {
      if (pathname === '/jwks') return json(200, JWKS);
      if (pathname === '/receipts') return await this.#receipt(body);
      const jkt = provenKey(headers['dpop'], url);
      const form = new URLSearchParams(body);
      if (pathname === '/device_authorization') return json(200, await this.#newCode(form, jkt));
      if (pathname === '/revoke') return await this.#revoke(form, jkt);
      const isRefresh = form.get('grant_type') === 'refresh_token';
      return json(200, await (isRefresh ? this.#refresh(form, jkt) : this.#redeem(form, jkt)));
    } catch (error) {
      if (error instanceof Refused) return json(400, { error: error.error, ...error.more });
      // oidc-provider's own: its code, and what the product puts beside it.
      const { error: code, body: more } = error as { error?: string; body?: object };
      if (typeof code === 'string') return json(400, { error: code, ...more });
      return json(503, { error: 'temporarily_unavailable' });
    }
  }

  async #newCode(form: URLSearchParams, jkt: string): Promise<object> {
    const userCode = this.#drawn();
    const deviceCode = randomUUID();
    const params = { ...Object.fromEntries(form), dpop_jkt: jkt };
    const payload = { userCode, params, deviceInfo: { address: '192.0.2.1' } };
    await this.#payloads.adapterOf('DeviceCode').upsert(deviceCode, payload, CODE_LIFE_S);
    return {
      device_code: deviceCode,
      user_code: userCode,
      verification_uri: `${ISSUER}/activate`,
      expires_in: CODE_LIFE_S,
      interval: POLL_EVERY_S,
    };
  }

  #drawn(): string {
    return Array.from(randomUUID().replaceAll('-', ''), (digit) => LETTERS[parseInt(digit, 16)])
      .slice(0, 8)
      .join('');
  }

  async #redeem(form: URLSearchParams, jkt: string): Promise<object> {
    const codes = this.#payloads.adapterOf('DeviceCode');
    const value = form.get('device_code') ?? '';
    const code = await codes.find(value);
    if (code === undefined) throw new Refused('invalid_grant');
    if ((code['params'] as { dpop_jkt: string }).dpop_jkt !== jkt) throw new Refused('invalid_grant');
    if (typeof code['error'] === 'string') throw new Refused(code['error']);
    if (code['consumed'] !== undefined) throw new Refused('invalid_grant');
    const grantId = code['grantId'] as string | undefined;
    if (grantId === undefined) throw new Refused('authorization_pending');
    await codes.consume(value);
    const ctx = contextOf(form, { DeviceCode: code });
    const answer = await this.#tokens(ctx, grantId, jkt);
    const refreshToken = randomUUID();
    await this.#payloads.adapterOf('RefreshToken').upsert(refreshToken, { grantId, jkt }, 86_400);
    return { ...answer, refresh_token: refreshToken };
  }

  async #refresh(form: URLSearchParams, jkt: string): Promise<object> {
    const token = await this.#payloads.adapterOf('RefreshToken').find(form.get('refresh_token') ?? '');
    if (token === undefined || token['jkt'] !== jkt) throw new Refused('invalid_grant');
    return this.#tokens(contextOf(form, {}), String(token['grantId']), jkt);
  }

  async #tokens(ctx: OidcContext, grantId: string, jkt: string): Promise<object> {
    const begunAt = this.trueNow();
    const claims = await this.#claims.for(ctx, { grantId, jkt } as unknown as OidcModel);
    const { sub, appVersion } = this.#claims.grantedIn(ctx)!;
    const payload: Record<string, unknown> = {
      iss: ISSUER,
      aud: devicesAudience(ISSUER),
      sub,
      jti: randomUUID(),
      iat: 0,
      exp: ACCESS_TOKEN_LIFE_S,
      cnf: { jkt },
      ...claims,
    };
    this.#claims.date(ctx, payload);
    const { sid, seq, kind, model } = claims;
    this.made(sid, begunAt);
    return {
      access_token: await signAccessToken(payload),
      token_type: 'DPoP',
      expires_in: ACCESS_TOKEN_LIFE_S,
      session: { sid, sub, seq, kind, model, appVersion },
    };
  }

  async #revoke(form: URLSearchParams, jkt: string): Promise<HttpResponse> {
    const token = await this.#payloads.adapterOf('RefreshToken').find(form.get('token') ?? '');
    if (token?.['jkt'] === jkt) await this.sessions.revokeSession(String(token['grantId']), 'local');
    return json(200, {});
  }

  async #receipt(body: string): Promise<HttpResponse> {
    try {
      await this.receipts.accept(body, null);
      return json(200, {});
    } catch (error) {
      if (error instanceof SignoffError) return json(400, { code: error.code });
      throw error;
    }
  }
}

/** Possession of a key, shown for this address (RFC 9449 section 4.3). */
function provenKey(proof: string | undefined, url: string): string {
  const { header, payload, signingInput, signature } = decodeJws(proof);
  const jwk = header['jwk'] as { kty: 'EC'; crv: 'P-256'; x: string; y: string };
  if (payload['htu'] !== url || nodeVerifier(jwk)(signingInput, signature) !== true)
    throw new Refused('invalid_dpop_proof');
  return thumbprintOf(jwk);
}

const contextOf = (form: URLSearchParams, entities: object): OidcContext =>
  ({ oidc: { entities, body: Object.fromEntries(form) } }) as unknown as OidcContext;

function json(status: number, body: object): HttpResponse {
  return { status, header: () => null, body: JSON.stringify(body) };
}
