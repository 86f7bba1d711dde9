import { Body, Controller, Delete, Get, HttpCode, Inject, Post, Req, Res, UseGuards } from '@nestjs/common';
import type { Request, Response } from 'express';
import { SignoffError } from '#libs/errors';
import { BrowserSessions, type SignedInBrowser } from '../browser-sessions/browser-sessions.js';
import { secretIn, setCookie } from '../browser-sessions/cookie.js';
import { SignedIn, SignedInGuard } from '../browser-sessions/signed-in.js';
import { CONFIG, type AccountApiConfig } from '../config.js';
import { ADDRESS_OF, type AddressOf } from '../requests/address.js';
import { RequestedAt } from '../revocations/requested-at.js';
import type { RevocationView } from '../revocations/view.js';
import {
  parseCredentials,
  parsePassword,
  parseRegistration,
  type Account,
  type ProvenAccount,
} from './account.js';
import { ChangePassword } from './change-password.js';
import { GivePassword } from './give-password.js';
import { SignIn } from './sign-in.js';
import { SignUp } from './sign-up.js';

interface SignedInAnswer {
  readonly account: Account;
  readonly sid: string;
}

/** Sign up, sign in, sign out of the account pages. */
@Controller('api')
export class AccountsController {
  constructor(
    @Inject(SignUp) private readonly signUp: SignUp,
    @Inject(SignIn) private readonly signIn: SignIn,
    @Inject(ChangePassword) private readonly changePassword: ChangePassword,
    @Inject(GivePassword) private readonly givePassword: GivePassword,
    @Inject(BrowserSessions) private readonly browsers: BrowserSessions,
    @Inject(ADDRESS_OF) private readonly addressOf: AddressOf,
    @Inject(CONFIG) private readonly config: AccountApiConfig,
  ) {}

  @Post('accounts')
  async register(
    @Body() body: unknown,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<SignedInAnswer> {
    const account = await this.signUp.run(parseRegistration(body), this.addressOf(request));
    return this.#welcome(account, request, response);
  }

  @Post('browser-session')
  @HttpCode(200)
  async open(
    @Body() body: unknown,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<SignedInAnswer> {
    const account = await this.signIn.run(parseCredentials(body), this.addressOf(request));
    return this.#welcome(account, request, response);
  }

  /** Asked for before what needs a recent password. */
  @Post('browser-session/password')
  @HttpCode(204)
  @UseGuards(SignedInGuard)
  async password(@SignedIn() who: SignedInBrowser, @Body() body: unknown): Promise<void> {
    await this.givePassword.run(who, parsePassword(body, 'password'));
  }

  @Post('account/password')
  @HttpCode(200)
  @UseGuards(SignedInGuard)
  async newPassword(
    @SignedIn() who: SignedInBrowser,
    @Body() body: unknown,
    @RequestedAt() requestedAt: number,
  ): Promise<{ readonly revocation: RevocationView | null }> {
    const { endOthers } = (body ?? {}) as { endOthers?: unknown };
    if (typeof endOthers !== 'boolean')
      throw new SignoffError('malformed_request', 'endOthers must be true or false');
    const [current, next] = [parsePassword(body, 'current'), parsePassword(body, 'new')];
    return { revocation: await this.changePassword.run(who, { current, next, endOthers }, requestedAt) };
  }

  /** Signing out twice is no error: the person is signed out. */
  @Delete('browser-session')
  @HttpCode(204)
  async close(@Req() request: Request, @Res({ passthrough: true }) response: Response): Promise<void> {
    const secret = secretIn(request);
    if (secret !== null) await this.browsers.close(secret);
    response.append('Set-Cookie', setCookie(request, null, 0));
  }

  @Get('me')
  @UseGuards(SignedInGuard)
  me(@SignedIn() { sub, email, displayName, sid }: SignedInBrowser): SignedInAnswer {
    return { account: { sub, email, displayName }, sid };
  }

  async #welcome(proven: ProvenAccount, request: Request, response: Response): Promise<SignedInAnswer> {
    const { secret, sid } = await this.browsers.open(proven, {
      userAgent: request.headers['user-agent'],
      address: this.addressOf(request),
      previous: secretIn(request),
    });
    response.append('Set-Cookie', setCookie(request, secret, this.config.browserSessionDays * 86_400));
    const { passwordHash: _, ...account } = proven;
    return { account, sid };
  }
}
