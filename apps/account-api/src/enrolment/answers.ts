import type { OidcContext, Provider } from 'oidc-provider';
import type { AccountApiConfig } from '../config.js';
import { DEVICE_SCOPE } from './device-description.js';
import type { AccessTokenClaims } from '../tokens/access-token-claims.js';
import type { DpopNonces } from '#libs/resource-server';
import type { UserCodes } from './user-codes.js';

type Body = Record<string, unknown>;

/** What no endpoint here serves, though oidc-provider would announce it. */
const NOT_SERVED = [
  'authorization_endpoint',
  'authorization_response_iss_parameter_supported',
  'claims_parameter_supported',
  'claims_supported',
  'code_challenge_methods_supported',
  'request_uri_parameter_supported',
  'response_modes_supported',
  'token_endpoint_auth_signing_alg_values_supported',
];

/**
 * Puts into oidc-provider's answers what this design adds: the session beside its tokens, the event beside
 * `invalid_grant`, our page and interval beside a code, our endpoints in discovery. Answers are JSON always;
 * a device has no use for an error page.
 */
export function shapeAnswers(
  provider: Provider,
  config: Pick<AccountApiConfig, 'accountUrl' | 'devicePollIntervalS' | 'pushEndpoint' | 'pushEndpoints'>,
  claims: AccessTokenClaims,
  nonces: Pick<DpopNonces, 'next'>,
  userCodes: Pick<UserCodes, 'drawnFor'>,
): void {
  provider.use(async (ctx, next) => {
    ctx.req.headers.accept = 'application/json';
    await next();
    // Whoever forgot the proof is told the nonce at once, not after a second try.
    if (ctx.method === 'POST' && ctx.status >= 400 && !ctx.res.hasHeader('dpop-nonce')) {
      ctx.set('DPoP-Nonce', nonces.next());
    }
    if (ctx.path.startsWith('/.well-known/')) shapeDiscovery(ctx.body as Body, config);
  });

  provider.on('device_authorization.success', (ctx) => {
    const body = ctx.body as Body;
    const page = `${config.accountUrl}/activate`;
    body['user_code'] = userCodes.drawnFor(ctx) ?? body['user_code'];
    body['interval'] = config.devicePollIntervalS;
    body['verification_uri'] = page;
    body['verification_uri_complete'] = `${page}?user_code=${encodeURIComponent(String(body['user_code']))}`;
  });

  provider.on('grant.success', (ctx: OidcContext) => {
    (ctx.body as Body)['session'] = claims.grantedIn(ctx);
  });

  provider.on('grant.error', (ctx: OidcContext, ...[error]: { body?: Body }[]) => {
    if (error?.body !== undefined) Object.assign(ctx.body as Body, error.body);
  });
}

function shapeDiscovery(
  document: Body,
  { pushEndpoint, pushEndpoints }: Pick<AccountApiConfig, 'pushEndpoint' | 'pushEndpoints'>,
): void {
  for (const member of NOT_SERVED) delete document[member];
  const { origin } = new URL(String(document['token_endpoint']));
  Object.assign(document, {
    response_types_supported: [],
    scopes_supported: [DEVICE_SCOPE],
    introspection_endpoint: `${origin}/introspect`,
    introspection_endpoint_auth_methods_supported: ['none'],
    revocation_endpoint: `${origin}/revoke`,
    revocation_endpoint_auth_methods_supported: ['none'],
    signoff_push_endpoint: pushEndpoint,
    ...(pushEndpoints.length === 0 ? {} : { signoff_push_endpoints: pushEndpoints }),
    signoff_receipt_endpoint: `${origin}/receipts`,
  });
}
