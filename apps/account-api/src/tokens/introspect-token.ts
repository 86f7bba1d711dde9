import type { SessionFacts } from '#libs/revocation-index';
import type { SessionSource } from '../enrolment/device-sessions.js';
import { claimsOf, type DeviceClaims } from './access-token-claims.js';
import type { PresentedToken } from './presented-token.js';

/** RFC 7662 section 2.2. */
export type Introspection =
  | { readonly active: false }
  | (DeviceClaims & {
      readonly active: true;
      readonly iss: string;
      readonly sub: string;
      readonly client_id: string;
      readonly scope: string;
      readonly token_type: 'DPoP';
      readonly cnf: { readonly jkt: string };
      readonly aud?: string;
      readonly jti?: string;
      readonly iat?: number;
      readonly exp?: number;
    });

/**
 * Says whether a token is good now, by the source: the session as it stands and every predicate, not the
 * token's own word. Everything that is not good gets the same answer.
 */
export class IntrospectToken {
  constructor(
    private readonly sessions: SessionSource,
    private readonly issuer: string,
  ) {}

  async run({ session, jkt, claims, expired }: PresentedToken): Promise<Introspection> {
    const { facts, live } = session;
    if (expired || !live || (await this.#isOver(facts, claims))) return { active: false };
    return {
      active: true,
      iss: this.issuer,
      sub: facts.sub,
      client_id: facts.kind,
      scope: 'device',
      token_type: 'DPoP',
      cnf: { jkt },
      ...claimsOf(facts),
      ...(claims === null
        ? {}
        : { aud: claims.aud as string, jti: claims.jti!, iat: claims.iat!, exp: claims.exp! }),
    };
  }

  /** A token from before an update carries older facts; enforcement points judge by those, so they count too. */
  async #isOver(facts: SessionFacts, claims: PresentedToken['claims']): Promise<boolean> {
    if ((await this.sessions.findRevocationOf(facts)) !== null) return true;
    const told = claims?.['app_version'];
    if (typeof told !== 'string' || told === facts.appVersion) return false;
    return (await this.sessions.findRevocationOf({ ...facts, appVersion: told })) !== null;
  }
}
