import {
  Body,
  Controller,
  Get,
  HttpCode,
  Inject,
  Param,
  Patch,
  Post,
  Query,
  Req,
  UseGuards,
} from '@nestjs/common';
import type { Request } from 'express';
import { SignoffError } from '#libs/errors';
import type { SignedInBrowser } from '../browser-sessions/browser-sessions.js';
import { PasswordAge } from '../browser-sessions/password-age.js';
import { SignedIn, SignedInGuard } from '../browser-sessions/signed-in.js';
import { answering } from '../revocations/answered-txn.js';
import { RequestedAt } from '../revocations/requested-at.js';
import { RevokeSession } from '../revocations/revoke-session.js';
import type { RevocationView } from '../revocations/view.js';
import { RenameSession } from './rename-session.js';
import { SESSION_LIST, type SessionList } from './session-list.js';
import type { SessionPage } from './session.js';

const MAX_PAGE = 200;

@Controller('api/sessions')
@UseGuards(SignedInGuard)
export class SessionsController {
  constructor(
    @Inject(SESSION_LIST) private readonly list: SessionList,
    @Inject(RevokeSession) private readonly revokeSession: RevokeSession,
    @Inject(RenameSession) private readonly renameSession: RenameSession,
    @Inject(PasswordAge) private readonly passwordAge: PasswordAge,
  ) {}

  @Get()
  page(
    @SignedIn() who: SignedInBrowser,
    @Query('limit') limit: unknown = '50',
    @Query('after') after?: unknown,
  ): Promise<SessionPage> {
    return this.list.page({
      sub: who.sub,
      currentSid: who.sid,
      limit: whole('limit', limit, 1, MAX_PAGE),
      after: after === undefined ? null : whole('after', after, 0, Number.MAX_SAFE_INTEGER),
    });
  }

  @Patch(':sid')
  @HttpCode(204)
  rename(@SignedIn() who: SignedInBrowser, @Param('sid') sid: string, @Body() body: unknown): Promise<void> {
    return this.renameSession.rename(who.sub, sid, body);
  }

  @Post(':sid/revocation')
  @HttpCode(200)
  async revoke(
    @Req() request: Request,
    @SignedIn() who: SignedInBrowser,
    @Param('sid') sid: string,
    @RequestedAt() requestedAt: number,
  ): Promise<RevocationView> {
    if (!this.passwordAge.isRecent(who)) {
      // A repeat ends nothing, so it needs nothing: its first answer may have been lost.
      const earlier = await this.revokeSession.earlier(who.sub, sid);
      if (earlier !== null) return answering(request, earlier);
    }
    const revoked = await this.passwordAge.endingOne(who, () =>
      this.revokeSession.revoke(who.sub, sid, requestedAt),
    );
    return answering(request, revoked);
  }
}

function whole(name: string, text: unknown, min: number, max: number): number {
  const value = typeof text === 'string' && /^\d{1,16}$/.test(text) ? Number(text) : Number.NaN;
  if (value >= min && value <= max) return value;
  throw new SignoffError('malformed_request', `${name} must be a whole number from ${min} to ${max}`);
}
