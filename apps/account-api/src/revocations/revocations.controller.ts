import {
  Body,
  Controller,
  Get,
  Headers,
  HttpCode,
  Inject,
  Param,
  Post,
  Req,
  UseGuards,
} from '@nestjs/common';
import type { Request } from 'express';
import { SignoffError } from '#libs/errors';
import type { SignedInBrowser } from '../browser-sessions/browser-sessions.js';
import { PasswordAge } from '../browser-sessions/password-age.js';
import { SignedIn, SignedInGuard } from '../browser-sessions/signed-in.js';
import { answering } from './answered-txn.js';
import { ReadRevocation } from './read-revocation.js';
import { RequestedAt } from './requested-at.js';
import { RevokeAccount } from './revoke-account.js';
import type { RevocationView } from './view.js';

const MAX_KEY = 256;

@Controller('api/revocations')
@UseGuards(SignedInGuard)
export class RevocationsController {
  constructor(
    @Inject(RevokeAccount) private readonly revokeAccount: RevokeAccount,
    @Inject(PasswordAge) private readonly passwordAge: PasswordAge,
    @Inject(ReadRevocation) private readonly readRevocation: ReadRevocation,
  ) {}

  @Post()
  @HttpCode(200)
  async revoke(
    @Req() request: Request,
    @SignedIn() who: SignedInBrowser,
    @RequestedAt() requestedAt: number,
    @Body() body: unknown,
    @Headers('idempotency-key') key?: string,
  ): Promise<RevocationView> {
    if (key !== undefined && (key === '' || key.length > MAX_KEY)) {
      throw new SignoffError('malformed_request', `Idempotency-Key must have 1 to ${MAX_KEY} characters`);
    }
    this.passwordAge.beforeAll(who);
    const options = { exceptSid: exceptSidOf(body), idempotencyKey: key ?? null };
    return answering(request, await this.revokeAccount.revoke(who.sub, options, requestedAt));
  }

  @Get(':id')
  read(@SignedIn() who: SignedInBrowser, @Param('id') id: string): Promise<RevocationView> {
    return this.readRevocation.read(who.sub, id);
  }
}

/** A member we do not know might narrow what is meant, and a misread "all but this" signs out the one to be spared. */
function exceptSidOf(body: unknown): string | null {
  if (body === undefined || body === null) return null;
  const members = typeof body === 'object' && !Array.isArray(body) ? (body as Record<string, unknown>) : null;
  const { exceptSid, ...unknown } = members ?? { unknown: body };
  if (Object.keys(unknown).length > 0 || (exceptSid !== undefined && typeof exceptSid !== 'string')) {
    throw new SignoffError('malformed_request', 'the body may hold exceptSid, a text, and nothing else');
  }
  return exceptSid ?? null;
}
