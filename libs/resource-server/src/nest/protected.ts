import type { IncomingMessage, ServerResponse } from 'node:http';
import {
  applyDecorators,
  createParamDecorator,
  Inject,
  Injectable,
  SetMetadata,
  UseGuards,
  type CanActivate,
  type ExecutionContext,
} from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { deviceOf, Guard, type RouteOptions } from '../guard/guard.js';

const ROUTE = 'signoff:route';

@Injectable()
export class ProtectedGuard implements CanActivate {
  constructor(
    @Inject(Guard) private readonly guard: Guard,
    @Inject(Reflector) private readonly reflector: Reflector,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const http = context.switchToHttp();
    const options = this.reflector.getAllAndOverride<RouteOptions>(ROUTE, [
      context.getHandler(),
      context.getClass(),
    ]);
    await this.guard.admit(http.getRequest<IncomingMessage>(), http.getResponse<ServerResponse>(), options);
    return true;
  }
}

/** Lets in only who is signed in. On a controller, or on one route of an otherwise open one. */
export const Protected = (options: RouteOptions = {}): ClassDecorator & MethodDecorator =>
  applyDecorators(SetMetadata(ROUTE, options), UseGuards(ProtectedGuard));

/** Of one route in a protected controller: a grace of its own. */
export const Grace = (graceMs: number): MethodDecorator => SetMetadata(ROUTE, { graceMs });

/** The device a protected route is asked by: `@Device() device: AccessToken`. */
export const Device = createParamDecorator((_: unknown, context: ExecutionContext) =>
  deviceOf(context.switchToHttp().getRequest<IncomingMessage>()),
);
