import { Catch, HttpException, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { Response } from 'express';
import { problemOf, SignoffError, type ErrorCode } from '#libs/errors';

const BY_STATUS: Readonly<Record<number, ErrorCode>> = {
  400: 'malformed_request',
  404: 'route_not_found',
  405: 'method_not_allowed',
  413: 'payload_too_large',
  415: 'unsupported_media_type',
};

/** Every error leaves as problem+json with a code of the registry (RFC 9457). */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  catch(thrown: unknown, host: ArgumentsHost): void {
    const response = host.switchToHttp().getResponse<Response>();
    if (response.headersSent) return;
    const error = registered(thrown);
    const problem = problemOf(error);
    if (error.options.retryAfterS !== undefined)
      response.set('Retry-After', String(error.options.retryAfterS));
    response.status(problem.status).type('application/problem+json').send(JSON.stringify(problem));
  }
}

function registered(thrown: unknown): SignoffError {
  if (thrown instanceof SignoffError) return thrown;
  const status =
    thrown instanceof HttpException ? thrown.getStatus() : (thrown as { status?: number } | null)?.status;
  return new SignoffError(BY_STATUS[status ?? 500] ?? 'internal_error', undefined, { cause: thrown });
}
