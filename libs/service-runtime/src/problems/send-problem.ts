import type { ServerResponse } from 'node:http';
import { problemOf, type SignoffError } from '#libs/errors';

/** Answers with problem details (RFC 9457). A response that has begun cannot be mended, so it is cut off. */
export function sendProblem(response: ServerResponse, error: SignoffError): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const problem = problemOf(error);
  const { retryAfterS } = error.options;
  if (retryAfterS !== undefined)
    response.setHeader('Retry-After', String(Math.max(1, Math.ceil(retryAfterS))));
  response.setHeader('Cache-Control', 'no-store');
  response.setHeader('Content-Type', 'application/problem+json');
  response.statusCode = problem.status;
  response.end(JSON.stringify(problem));
}
