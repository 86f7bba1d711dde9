import type { Duplex } from 'node:stream';
import { ERRORS, SignoffError, type ErrorCode } from '#libs/errors';
import { rawProblem } from '#libs/service-runtime';

/** Answers a handshake with problem details (RFC 9457) instead of a socket. */
export function refuse(socket: Duplex, code: ErrorCode, detail?: string): number {
  socket.on('error', () => undefined);
  socket.once('finish', () => socket.destroy());
  socket.end(rawProblem(new SignoffError(code, detail)));
  return ERRORS[code].http;
}
