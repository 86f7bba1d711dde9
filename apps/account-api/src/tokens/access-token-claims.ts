import { errors, type OidcContext, type OidcModel } from 'oidc-provider';
import type { SessionFacts } from '#libs/revocation-index';
import { isAppVersion } from '../enrolment/device-description.js';
import type { CoveringRevocation, SessionAtRefresh, SessionSource } from '../enrolment/device-sessions.js';
import type { SignEvent } from './sign-event.js';

/** The members of our own in an RFC 9068 access token: what predicates may name, so that an enforcement point needs no lookup. */
export interface DeviceClaims {
  readonly sid: string;
  readonly seq: number;
  readonly kind: string;
  readonly model: string;
  readonly app_version: string;
}

export const claimsOf = ({ sid, seq, kind, model, appVersion }: SessionFacts): DeviceClaims => ({
  sid,
  seq,
  kind,
  model,
  app_version: appVersion,
});

/**
 * The last thing before tokens are made: asks the source whether the session is over, at redemption and at
 * every refresh. A session that is over gets `invalid_grant` with the signed event, since only a verified
 * event wipes a device; by here the key has been proved, so nobody else can fetch it.
 */
export class AccessTokenClaims {
  readonly #granted = new WeakMap<OidcContext, SessionFacts>();
  readonly #readAt = new WeakMap<OidcContext, number>();

  constructor(
    private readonly sessions: SessionSource,
    private readonly signEvent: SignEvent,
    private readonly addressOf: (ctx: OidcContext) => string,
  ) {}

  /** oidc-provider's `extraTokenClaims`. */
  async for(ctx: OidcContext, token: OidcModel): Promise<DeviceClaims> {
    const redemption = ctx.oidc.entities.DeviceCode !== undefined;
    const session = await (redemption ? this.#redeemed(token) : this.#refreshing(ctx, token));
    if (session === null || session.jkt !== token.jkt) throw new errors.InvalidGrant();
    this.#readAt.set(ctx, session.readAt);
    let { facts } = session;
    const { over } = session;
    if (over !== null) throw await this.#refused(over);
    if (!redemption) facts = await this.#renewed(ctx, session);
    this.#granted.set(ctx, facts);
    return claimsOf(facts);
  }

  /**
   * oidc-provider's `formats.customizers.jwt`: a token lives by the database's time from before its session was
   * judged, not by this machine's. Enforcement points forget a revocation once no token from before it can live; one
   * made by a clock that is ahead, or by a process that was frozen after it had judged, would outlive it.
   */
  date(ctx: OidcContext, payload: Record<string, unknown>): void {
    const readAt = this.#readAt.get(ctx);
    if (readAt === undefined) throw new Error('A token is made for a session that was not judged');
    const { iat, exp } = payload;
    payload['iat'] = Math.floor(readAt / 1000);
    payload['exp'] = Math.floor(readAt / 1000) + (Number(exp) - Number(iat));
  }

  /** The facts of the session this request was granted tokens for; none if it was refused. */
  grantedIn(ctx: OidcContext): SessionFacts | undefined {
    return this.#granted.get(ctx);
  }

  async #redeemed({ grantId, jkt }: OidcModel): Promise<SessionAtRefresh | null> {
    const session = grantId === undefined ? null : await this.sessions.find(grantId);
    if (session === null || session.jkt !== jkt) return null;
    await this.sessions.redeem(session.facts.sid);
    return { ...session, over: await this.sessions.findRevocationOf(session.facts), isNoted: true };
  }

  async #refreshing(ctx: OidcContext, { grantId, jkt }: OidcModel): Promise<SessionAtRefresh | null> {
    if (grantId === undefined || jkt === undefined) return null;
    const address = this.addressOf(ctx);
    return this.sessions.refresh(grantId, { jkt, appVersion: versionSaidIn(ctx), address });
  }

  /** An updated app says so at refresh. Judged above by what it was, so an update is no way out of a campaign. */
  async #renewed(ctx: OidcContext, { facts, isNoted }: SessionAtRefresh): Promise<SessionFacts> {
    if (isNoted) return facts;
    const appVersion = versionSaidIn(ctx);
    const address = this.addressOf(ctx);
    if (appVersion === null || appVersion === facts.appVersion) {
      await this.sessions.refreshed(facts.sid, { address });
      return facts;
    }
    const noted = await this.sessions.updated(facts, { appVersion, address });
    if ('over' in noted) throw await this.#refused(noted.over);
    return noted.facts;
  }

  async #refused({ payload }: CoveringRevocation): Promise<Error> {
    const error = new errors.InvalidGrant();
    error.error_description = 'the session is revoked';
    error.body = { security_event: await this.signEvent(payload) };
    return error;
  }
}

function versionSaidIn(ctx: OidcContext): string | null {
  const said = ctx.oidc.body?.['app_version'];
  return isAppVersion(said) ? said : null;
}
