import { Body, Controller, Header, HttpCode, Inject, Post, Req, UseFilters } from '@nestjs/common';
import type { Request } from 'express';
import { SESSION_SOURCE, type SessionSource } from '../enrolment/device-sessions.js';
import { listenerOf } from '#libs/service-runtime';
import { originDialled } from '../requests/origins.js';
import { DpopProofs } from './dpop-proof.js';
import { IntrospectToken, type Introspection } from './introspect-token.js';
import { OAuthError } from './oauth-error.js';
import { OAuthErrorFilter } from './oauth-error.filter.js';
import { PresentedTokens } from './presented-token.js';

/**
 * Introspection (RFC 7662) and revocation (RFC 7009) over the source; oidc-provider's own know no JWTs and
 * ask for no key. The credential is a DPoP proof by the very key the token is bound to, so a token that
 * leaked tells nothing and ends nothing. On the internal listener, where only our own servers are, a resource
 * server introspects without one.
 */
@Controller()
@UseFilters(OAuthErrorFilter)
export class TokensController {
  constructor(
    @Inject(PresentedTokens) private readonly tokens: PresentedTokens,
    @Inject(IntrospectToken) private readonly introspectToken: IntrospectToken,
    @Inject(DpopProofs) private readonly proofs: DpopProofs,
    @Inject(SESSION_SOURCE) private readonly sessions: SessionSource,
  ) {}

  @Post('introspect')
  @HttpCode(200)
  @Header('Cache-Control', 'no-store')
  async introspect(@Body() body: unknown, @Req() request: Request): Promise<Introspection> {
    const token = parameter(body, 'token');
    const jkt = listenerOf(request) === 'internal' ? null : await this.#proven(request);
    const presented = await this.tokens.read(token);
    if (presented === null || (jkt !== null && presented.jkt !== jkt)) return { active: false };
    return this.introspectToken.run(presented);
  }

  /**
   * A local sign-out: ends the session the token belongs to. Repeats and unknown tokens are 200 too
   * (RFC 7009 section 2.2); another key's proof is an error, and ends nothing.
   */
  @Post('revoke')
  @HttpCode(200)
  @Header('Cache-Control', 'no-store')
  async revoke(@Body() body: unknown, @Req() request: Request): Promise<void> {
    const token = parameter(body, 'token');
    const jkt = await this.#proven(request);
    const presented = await this.tokens.read(token);
    if (presented === null) return;
    if (presented.jkt !== jkt) {
      throw new OAuthError(400, 'invalid_dpop_proof', 'the token is bound to another key');
    }
    await this.sessions.revokeSession(presented.session.facts.sid, 'local');
  }

  #proven(request: Request): Promise<string> {
    const proof = request.headers['dpop'];
    return this.proofs.thumbprint({
      proof: typeof proof === 'string' ? proof : undefined,
      method: request.method,
      url: originDialled(request) + request.path,
    });
  }
}

function parameter(body: unknown, name: string): string {
  const value = (body as Record<string, unknown> | null | undefined)?.[name];
  if (typeof value !== 'string' || value === '' || value.length > 8192) {
    throw new OAuthError(400, 'invalid_request', `${name} must be given once, in a form`);
  }
  return value;
}
