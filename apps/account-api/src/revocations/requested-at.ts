import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { NextFunction, Request, Response } from 'express';

const taken = new WeakMap<Request, number>();

/** Middleware: notes when a request was taken, by the monotonic clock. The first clock of a sign-out begins here. */
export function noteRequestTime(request: Request, _: Response, next: NextFunction): void {
  taken.set(request, performance.now());
  next();
}

/** When this request was taken, by the monotonic clock; now, if nothing noted it. */
export const RequestedAt = createParamDecorator(
  (_: unknown, context: ExecutionContext): number =>
    taken.get(context.switchToHttp().getRequest<Request>()) ?? performance.now(),
);
