import { STATUS_CODES } from 'node:http';
import { problemOf, type SignoffError } from '#libs/errors';

/** Problem details (RFC 9457) as a whole HTTP/1.1 answer, for a socket that has no ServerResponse. It ends the connection. */
export function rawProblem(error: SignoffError): string {
  const problem = problemOf(error);
  const body = JSON.stringify(problem);
  return [
    `HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status] ?? ''}`,
    `Date: ${new Date().toUTCString()}`,
    'Connection: close',
    'Cache-Control: no-store',
    'Content-Type: application/problem+json',
    `Content-Length: ${Buffer.byteLength(body)}`,
    '',
    body,
  ].join('\r\n');
}
