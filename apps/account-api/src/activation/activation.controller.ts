import { Body, Controller, Get, HttpCode, Inject, Param, Post, UseGuards } from '@nestjs/common';
import { SignoffError } from '#libs/errors';
import type { SignedInBrowser } from '../browser-sessions/browser-sessions.js';
import { SignedIn, SignedInGuard } from '../browser-sessions/signed-in.js';
import { USER_CODE_MASK } from '../enrolment/user-codes.js';
import type { DeviceDescription } from '../enrolment/device-description.js';
import { denormalizeUserCode, normalizeUserCode } from '../enrolment/oidc-inside.js';
import { DecideCode, type Decided } from './decide-code.js';

export interface ActivationView {
  readonly userCode: string;
  readonly device: DeviceDescription;
  readonly address: string;
  /** False when the device asked from another address than the one that looks: a reason to think twice. */
  readonly sameAddress: boolean;
  readonly expiresAt: number;
}

/** Behind /activate: which device shows this code, and is it to be let in. */
@Controller('api/activation')
@UseGuards(SignedInGuard)
export class ActivationController {
  constructor(@Inject(DecideCode) private readonly decideCode: DecideCode) {}

  @Get(':userCode')
  async look(@Param('userCode') typed: string, @SignedIn() who: SignedInBrowser): Promise<ActivationView> {
    const { device, address, expiresAt } = await this.decideCode.look(typed, who);
    const userCode = denormalizeUserCode(normalizeUserCode(typed), USER_CODE_MASK);
    return { userCode, device, address, sameAddress: address === who.address, expiresAt };
  }

  @Post()
  @HttpCode(200)
  async decide(
    @Body() body: { userCode?: unknown; decision?: unknown } | undefined,
    @SignedIn() who: SignedInBrowser,
  ): Promise<Decided & { readonly decision: 'approve' | 'deny' }> {
    const { userCode, decision } = body ?? {};
    if (typeof userCode !== 'string' || userCode.length > 64) {
      throw new SignoffError('malformed_request', 'userCode must be the code on the device');
    }
    if (decision !== 'approve' && decision !== 'deny') {
      throw new SignoffError('malformed_request', 'decision must be approve or deny');
    }
    return { decision, ...(await this.decideCode[decision](userCode, who)) };
  }
}
