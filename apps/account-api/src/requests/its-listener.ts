import type { NextFunction, Request, Response } from 'express';
import { SignoffError } from '#libs/errors';
import { listenerOf, sendProblem } from '#libs/service-runtime';

const INTERNAL_PATHS = ['/internal', '/health', '/metrics'];
/** Our own servers ask without a proof, on their listener; a device with one, on a public one. */
const SHARED_PATHS = ['/introspect'];

/** Internal routes answer on the internal listener alone, and hardly anything else answers there. */
export function eachOnItsListener(request: Request, response: Response, next: NextFunction): void {
  const isOneOf = (paths: readonly string[]): boolean =>
    paths.some((path) => request.path === path || request.path.startsWith(`${path}/`));
  const internal = listenerOf(request) === 'internal';
  if (isOneOf(SHARED_PATHS) || internal === isOneOf(INTERNAL_PATHS)) next();
  else sendProblem(response, new SignoffError('route_not_found'));
}
