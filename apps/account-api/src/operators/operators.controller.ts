import { Body, Controller, Get, HttpCode, Inject, Post, Req, Res, UseGuards } from '@nestjs/common';
import type { Request, Response } from 'express';
import { parseCredentials } from '../accounts/account.js';
import { ADDRESS_OF, type AddressOf } from '../requests/address.js';
import { operatorSecretIn, setOperatorCookie } from './operator-cookie.js';
import { OperatorSignIns } from './operator-sign-ins.js';
import type { Operator } from './operator.js';
import { OperatorGuard, SignedInOperator } from './signed-in-operator.js';

@Controller('operator/api')
export class OperatorsController {
  constructor(
    @Inject(OperatorSignIns) private readonly signIns: OperatorSignIns,
    @Inject(ADDRESS_OF) private readonly addressOf: AddressOf,
  ) {}

  @Post('sign-in')
  @HttpCode(204)
  async signIn(
    @Body() body: unknown,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<void> {
    const credentials = parseCredentials(body);
    const secret = await this.signIns.open(credentials, this.addressOf(request), operatorSecretIn(request));
    response.append('Set-Cookie', setOperatorCookie(request, secret));
  }

  /** Signing out twice is no error: the operator is signed out. */
  @Post('sign-out')
  @HttpCode(204)
  async signOut(@Req() request: Request, @Res({ passthrough: true }) response: Response): Promise<void> {
    const secret = operatorSecretIn(request);
    if (secret !== null) await this.signIns.close(secret);
    response.append('Set-Cookie', setOperatorCookie(request, null));
  }

  @Get('me')
  @UseGuards(OperatorGuard)
  me(@SignedInOperator() who: Operator): Operator {
    return who;
  }
}
