/** An error in the form of RFC 6749 section 5.2, for the endpoints whose RFC says so. */
export class OAuthError extends Error {
  override readonly name = 'OAuthError';

  constructor(
    readonly status: number,
    readonly error: string,
    readonly description: string,
    readonly options: { readonly headers?: Readonly<Record<string, string>>; readonly cause?: unknown } = {},
  ) {
    super(description, { cause: options.cause });
  }
}
