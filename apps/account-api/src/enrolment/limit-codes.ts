import { errors, type OidcContext } from 'oidc-provider';
import { ERRORS } from '#libs/errors';
import type { RateLimits } from '../accounts/rate-limits.js';
import { networkOf } from '../requests/address.js';

const ANOTHER_EACH_MS = 500;

/**
 * Limits how many codes one address may ask for: each is a row that lives for an hour and more, and whoever
 * asks has shown no more than a key. RFC 8628 names no error for it; a client that knows none stops at a 429,
 * and one that reads the body finds the error that it obeys while it polls, `slow_down`. Retry-After says when.
 */
export const limitCodes =
  (limits: RateLimits, burst: number, addressOf: (ctx: OidcContext) => string) =>
  async (ctx: OidcContext): Promise<void> => {
    const key = `device-code:address:${networkOf(addressOf(ctx))}`;
    const waitS = await limits.take([{ key, limit: { burst, refillMs: ANOTHER_EACH_MS } }]);
    if (waitS === 0) return;
    ctx.set('Retry-After', String(waitS));
    const { http, message } = ERRORS.too_many_requests;
    const error = new errors.SlowDown();
    error.status = error.statusCode = http;
    error.error_description = message;
    throw error;
  };
