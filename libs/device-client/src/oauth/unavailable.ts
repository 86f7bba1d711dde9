/** No usable answer now: come back later, and change nothing meanwhile. */
export class Unavailable extends Error {
  override readonly name = 'Unavailable';

  constructor(
    message: string,
    readonly options: { readonly cause?: unknown; readonly retryAfterMs?: number } = {},
  ) {
    super(message, { cause: options.cause });
  }

  static readonly from = (cause: unknown): never => {
    throw cause instanceof Unavailable ? cause : new Unavailable('no answer', { cause });
  };
}
