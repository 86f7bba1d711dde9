import {
  createParamDecorator,
  Inject,
  Injectable,
  type CanActivate,
  type ExecutionContext,
} from '@nestjs/common';
import type { Request } from 'express';
import { SignoffError } from '#libs/errors';
import { ADDRESS_OF, type AddressOf } from '../requests/address.js';
import { BrowserSessions, type SignedInBrowser } from './browser-sessions.js';
import { secretIn } from './cookie.js';

const signedIn = new WeakMap<Request, SignedInBrowser>();

/** Lets in signed-in browsers only. Errors: sign_in_required. */
@Injectable()
export class SignedInGuard implements CanActivate {
  constructor(
    @Inject(BrowserSessions) private readonly browsers: BrowserSessions,
    @Inject(ADDRESS_OF) private readonly addressOf: AddressOf,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<Request>();
    const who = await this.browsers.who(secretIn(request), this.addressOf(request));
    if (who === null) throw new SignoffError('sign_in_required');
    signedIn.set(request, who);
    return true;
  }
}

/** The browser that asks, behind SignedInGuard. */
export const SignedIn = createParamDecorator((_: unknown, context: ExecutionContext): SignedInBrowser => {
  const who = signedIn.get(context.switchToHttp().getRequest<Request>());
  if (who === undefined) throw new SignoffError('sign_in_required');
  return who;
});
