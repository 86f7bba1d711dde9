import {
  createParamDecorator,
  Inject,
  Injectable,
  type CanActivate,
  type ExecutionContext,
} from '@nestjs/common';
import type { Request } from 'express';
import { SignoffError } from '#libs/errors';
import { operatorSecretIn } from './operator-cookie.js';
import { OperatorSignIns } from './operator-sign-ins.js';
import type { Operator } from './operator.js';

const signedIn = new WeakMap<Request, Operator>();

/** Lets in signed-in operators only. Errors: sign_in_required. */
@Injectable()
export class OperatorGuard implements CanActivate {
  constructor(@Inject(OperatorSignIns) private readonly signIns: OperatorSignIns) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<Request>();
    const who = await this.signIns.who(operatorSecretIn(request));
    if (who === null) throw new SignoffError('sign_in_required');
    signedIn.set(request, who);
    return true;
  }
}

/** The operator who asks, behind OperatorGuard. */
export const SignedInOperator = createParamDecorator((_: unknown, context: ExecutionContext): Operator => {
  const who = signedIn.get(context.switchToHttp().getRequest<Request>());
  if (who === undefined) throw new SignoffError('sign_in_required');
  return who;
});
