import { HttpException } from '@nestjs/common';
import { SignoffError, type ErrorCode } from '#libs/errors';

const CODE_OF_STATUS: Readonly<Record<number, ErrorCode>> = {
  400: 'malformed_request',
  404: 'route_not_found',
  405: 'method_not_allowed',
  413: 'payload_too_large',
  415: 'unsupported_media_type',
  421: 'host_not_served',
  429: 'too_many_requests',
};

/**
 * The registered error for whatever was thrown: ours as it is, Nest's and the body parser's by their status,
 * a database out of reach as such, anything else as internal_error with its cause kept for the log.
 */
export function asSignoffError(
  thrown: unknown,
  isSourceUnavailable: (error: unknown) => boolean,
): SignoffError {
  if (thrown instanceof SignoffError) return thrown;
  if (isSourceUnavailable(thrown))
    return new SignoffError('source_unavailable', undefined, { cause: thrown, retryAfterS: 1 });
  const code = CODE_OF_STATUS[statusOf(thrown)] ?? 'internal_error';
  // Only what was sent is quoted back; the words of a 404 name routes, which is no one's business.
  const detail = code === 'malformed_request' && thrown instanceof Error ? thrown.message : undefined;
  return new SignoffError(code, detail, { cause: thrown });
}

function statusOf(thrown: unknown): number {
  if (thrown instanceof HttpException) return thrown.getStatus();
  const status = (thrown as { status?: unknown } | null | undefined)?.status;
  return thrown instanceof Error && typeof status === 'number' ? status : 500;
}
