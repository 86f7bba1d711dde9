import { ERRORS, type ErrorCode } from './registry.js';

/**
 * An error of the registry. `detail` is for this occurrence and is shown to the caller, so it never holds a
 * token, a key or what belongs to another account.
 */
export class SignoffError extends Error {
  override readonly name = 'SignoffError';

  constructor(
    readonly code: ErrorCode,
    readonly detail?: string,
    /** `retryAfterS` becomes the Retry-After header; `members` stand beside the problem's own (RFC 9457 section 3.2). */
    readonly options: {
      readonly cause?: unknown;
      readonly retryAfterS?: number;
      readonly members?: Readonly<Record<string, string | number>>;
    } = {},
  ) {
    super(detail ?? ERRORS[code].message, { cause: options.cause });
  }
}

/** Problem details (RFC 9457) with our stable `code` and what a device does next. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly code: ErrorCode;
  readonly device: string;
  readonly detail?: string;
}

export function problemOf({ code, detail, options: { members } }: SignoffError): Problem {
  const { http, message, device } = ERRORS[code];
  return {
    ...members,
    type: `urn:signoff:error:${code}`,
    title: message,
    status: http,
    code,
    device,
    ...(detail === undefined ? {} : { detail }),
  };
}
