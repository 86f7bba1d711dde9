import { Provider, type OidcAdapter, type OidcContext } from 'oidc-provider';
import type { AccountApiConfig } from '../config.js';
import type { AccessTokenClaims } from '../tokens/access-token-claims.js';
import { DpopNonces } from '#libs/resource-server';
import type { ProofReplay } from '../tokens/proof-replay.js';
import { shapeAnswers } from './answers.js';
import { bindCodesToKeys, provenThumbprint } from './bind-code-to-key.js';
import { DEVICE_KINDS, DEVICE_SCOPE, descriptionParameters } from './device-description.js';
import type { PollPace } from './poll-pace.js';
import { USER_CODE_CHARSET, USER_CODE_MASK, type UserCodes } from './user-codes.js';

export const DEVICE_CODE_GRANT = 'urn:ietf:params:oauth:grant-type:device_code';
export const ROUTES = {
  token: '/token',
  device_authorization: '/device_authorization',
  jwks: '/jwks',
  code_verification: '/activate',
} as const;

const DAY_S = 86_400;

export interface AuthorizationServerParts {
  readonly config: AccountApiConfig;
  readonly jwks: { readonly keys: readonly object[] };
  readonly nonceSecret: Buffer;
  readonly cookieKeys: readonly string[];
  readonly adapterOf: (model: string) => OidcAdapter;
  readonly replay: ProofReplay;
  readonly pace: PollPace;
  readonly userCodes: UserCodes;
  readonly claims: AccessTokenClaims;
  readonly addressOf: (ctx: OidcContext) => string;
  /** Rejects with what is answered when an address has asked for too many codes. */
  readonly mayAskForCode: (ctx: OidcContext) => Promise<void>;
  /** An answer of 500 is being given; the last moment to change it, and the place to log why. */
  readonly onServerError: (ctx: OidcContext, error: unknown) => void;
}

/** The one audience of access tokens: the gateway and every resource server of this issuer. */
export const audienceOf = (issuer: string): string => `${issuer}/devices`;

/**
 * oidc-provider, cut down to what a device needs: RFC 8628 with DPoP (RFC 9449) from the first request, and
 * refresh tokens bound to the key. The design says which of its defaults would end innocent sessions, and
 * these settings are the answer to that list.
 */
export function authorizationServer(parts: AuthorizationServerParts): Provider {
  const { config, claims } = parts;
  const audience = audienceOf(config.issuer);
  const off = { enabled: false };
  const provider: Provider = new Provider(config.issuer, {
    adapter: parts.adapterOf,
    jwks: parts.jwks,
    cookies: { keys: parts.cookieKeys },
    routes: ROUTES,
    clients: DEVICE_KINDS.map((kind) => ({
      client_id: kind,
      application_type: 'native',
      token_endpoint_auth_method: 'none',
      grant_types: [DEVICE_CODE_GRANT, 'refresh_token'],
      response_types: [],
      redirect_uris: [],
      dpop_bound_access_tokens: true,
      scope: DEVICE_SCOPE,
      id_token_signed_response_alg: 'ES256',
    })),
    responseTypes: ['none'],
    scopes: [DEVICE_SCOPE],
    clientAuthMethods: ['none'],
    enabledJWA: { dPoPSigningAlgValues: ['ES256'], idTokenSigningAlgValues: ['ES256'] },
    // Bound to the key, so not rotated: a lost answer or two processes must not end a session (RFC 9700 section 4.14).
    issueRefreshToken: () => true,
    rotateRefreshToken: false,
    expiresWithSession: () => false,
    ttl: {
      DeviceCode: config.deviceCodeLifeS,
      RefreshToken: config.deviceIdleDays * DAY_S,
      Grant: config.deviceIdleDays * DAY_S,
      AccessToken: config.accessTokenLifeS,
    },
    features: {
      devInteractions: off,
      userinfo: off,
      rpInitiatedLogout: off,
      pushedAuthorizationRequests: off,
      introspection: off,
      revocation: off,
      deviceFlow: {
        enabled: true,
        charset: USER_CODE_CHARSET,
        mask: USER_CODE_MASK,
        deviceInfo: (ctx: OidcContext) => ({ address: parts.addressOf(ctx) }),
      },
      dPoP: { enabled: true, nonceSecret: parts.nonceSecret, requireNonce: () => true },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => audience,
        useGrantedResource: () => true,
        getResourceServerInfo: () => ({
          scope: DEVICE_SCOPE,
          audience,
          accessTokenFormat: 'jwt',
          accessTokenTTL: config.accessTokenLifeS,
          jwt: { sign: { alg: 'ES256' } },
        }),
      },
    },
    extraParams: {
      ...descriptionParameters,
      async dpop_jkt(ctx: OidcContext) {
        ctx.oidc.params['dpop_jkt'] = await provenThumbprint(provider, ctx, parts.mayAskForCode);
      },
    },
    clientBasedCORS: () => true, // Decided before it, for every endpoint alike: see cors.ts.
    formats: {
      customizers: {
        jwt: (ctx: OidcContext, _: unknown, { payload }: { payload: Record<string, unknown> }) =>
          claims.date(ctx, payload),
      },
    },
    extraTokenClaims: (ctx: OidcContext, token: Parameters<AccessTokenClaims['for']>[1]) =>
      claims.for(ctx, token),
    findAccount: (_: OidcContext, sub: string) => ({ accountId: sub, claims: () => ({ sub }) }),
  });
  bindCodesToKeys(provider, parts.replay, parts.pace);
  shapeAnswers(provider, config, claims, new DpopNonces(parts.nonceSecret), parts.userCodes);
  provider.on('server_error', (ctx, ...[error]: unknown[]) => parts.onServerError(ctx, error));
  return provider;
}
