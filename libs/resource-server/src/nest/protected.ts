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
import { deviceOf, Guard, isAdmitted, type RouteOptions } from '../guard/guard.js';

const ROUTE = 'signoff:route';

/** Routes by name, where what they are allowed comes from settings. */
export const NAMED_ROUTES = Symbol('NamedRoutes');
export type NamedRoutes = Readonly<Record<string, RouteOptions>>;

@Injectable()
export class ProtectedGuard implements CanActivate {
  constructor(
    @Inject(Guard) private readonly guard: Guard,
    @Inject(Reflector) private readonly reflector: Reflector,
    @Inject(NAMED_ROUTES) private readonly named: NamedRoutes,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const http = context.switchToHttp();
    const request = http.getRequest<IncomingMessage>();
    // Nest runs the guards of a controller and of its route, and a proof serves once.
    if (isAdmitted(request)) return true;
    const route = this.reflector.getAllAndOverride<RouteOptions | string>(ROUTE, [
      context.getHandler(),
      context.getClass(),
    ]);
    const options = this.#optionsOf(route);
    await this.guard.admit(request, http.getResponse<ServerResponse>(), options);
    return true;
  }

  #optionsOf(route: RouteOptions | string): RouteOptions {
    if (typeof route !== 'string') return route;
    const options = this.named[route];
    if (options === undefined) throw new Error(`ResourceServerModule was given no route named ${route}`);
    return options;
  }
}

/**
 * Lets in only who is signed in: on a controller, or on one route, which then overrides its controller's. A name is
 * looked up in what `ResourceServerModule.register` was given.
 */
export const Protected = (route: RouteOptions | string = {}): ClassDecorator & MethodDecorator =>
  applyDecorators(SetMetadata(ROUTE, route), UseGuards(ProtectedGuard));

/** The device a protected route is asked by: `@Device() device: AccessToken`. */
export const Device = createParamDecorator((_: unknown, context: ExecutionContext) =>
  deviceOf(context.switchToHttp().getRequest<IncomingMessage>()),
);
