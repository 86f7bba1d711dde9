import { STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { problemOf, SignoffError, type ErrorCode } from '#libs/errors';

/** Answers a handshake with problem details (RFC 9457) instead of a socket. */
export function refuse(socket: Duplex, code: ErrorCode, detail?: string): number {
  const problem = problemOf(new SignoffError(code, detail));
  const body = JSON.stringify(problem);
  socket.on('error', () => undefined);
  socket.once('finish', () => socket.destroy());
  socket.end(
    [
      `HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status] ?? ''}`,
      'Connection: close',
      'Content-Type: application/problem+json',
      'Cache-Control: no-store',
      `Content-Length: ${Buffer.byteLength(body)}`,
      '',
      body,
    ].join('\r\n'),
  );
  return problem.status;
}
