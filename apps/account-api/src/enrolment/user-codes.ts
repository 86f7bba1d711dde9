import { Provider, type OidcContext } from 'oidc-provider';
import { generateUserCode, normalizeUserCode } from './oidc-inside.js';

export const USER_CODE_MASK = '****-****';
/** Without vowels and digits: nothing to misread, and no words. */
export const USER_CODE_CHARSET = 'base-20';

/**
 * Codes drawn in the place of one that was taken. oidc-provider draws a code, stores it and answers with it; when the
 * store has that one already, the request's answer must show the one that was stored instead.
 */
export class UserCodes {
  readonly #drawn = new WeakMap<OidcContext, string>();

  /** Another code for the request that is being answered, as it is stored. */
  drawAnew(): string {
    const ctx = Provider.ctx;
    if (ctx === undefined) throw new Error('A code was drawn outside a request');
    const code = generateUserCode(USER_CODE_CHARSET, USER_CODE_MASK);
    this.#drawn.set(ctx, code);
    return normalizeUserCode(code);
  }

  /** As it is shown; undefined when the first one was stored. */
  drawnFor(ctx: OidcContext): string | undefined {
    return this.#drawn.get(ctx);
  }
}
