import type { NextFunction, Request, Response } from 'express';
import { SignoffError } from '#libs/errors';
import { listenerOf, sendProblem } from '#libs/service-runtime';

/** Internal routes answer on the internal listener alone, and nothing else answers there. */
export function eachOnItsListener(request: Request, response: Response, next: NextFunction): void {
  const isInternal = request.path === '/internal' || request.path.startsWith('/internal/');
  if (isInternal === (listenerOf(request) === 'internal')) next();
  else sendProblem(response, new SignoffError('route_not_found'));
}
