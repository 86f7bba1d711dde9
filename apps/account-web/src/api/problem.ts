import type { ErrorCode } from '#libs/errors';

/**
 * Why a request got no good answer: a code of the registry, or one of ours where no answer came at all.
 * `unreachable`: the server could not be asked. `too_slow`: it was asked and did not answer in time; whether it
 * acted is not known.
 */
export type ProblemCode = ErrorCode | 'unreachable' | 'too_slow';

export class ProblemError extends Error {
  override readonly name = 'ProblemError';

  constructor(
    readonly code: ProblemCode,
    /** The server's own words, where it had any. */
    readonly title: string | null = null,
    readonly retryAfterS: number | null = null,
    options: ErrorOptions = {},
    /** What else the server said, by member. */
    readonly more: Readonly<Record<string, unknown>> = {},
  ) {
    super(title ?? code, options);
  }
}

export const codeOf = (error: unknown): ProblemCode =>
  error instanceof ProblemError ? error.code : 'internal_error';

/** Worth asking again by itself: nothing is wrong with the question. */
export const isPassing = (error: unknown): boolean =>
  ['unreachable', 'too_slow', 'source_unavailable', 'internal_error'].includes(codeOf(error));

/** Reads problem+json (RFC 9457). Whatever else answered with an error, such as a proxy, counts as unreachable. */
export async function problemIn(response: Response): Promise<ProblemError> {
  const body: unknown = await response.json().catch(() => null);
  const { code, title, ...more } = (body ?? {}) as Record<string, unknown>;
  if (typeof code !== 'string') return new ProblemError('unreachable');
  const wait = Number(response.headers.get('Retry-After') ?? Number.NaN);
  return new ProblemError(
    code as ErrorCode,
    typeof title === 'string' ? title : null,
    Number.isFinite(wait) ? wait : null,
    {},
    more,
  );
}
