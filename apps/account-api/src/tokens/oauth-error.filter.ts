import { Catch, Inject, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { Response } from 'express';
import { isDatabaseUnavailable } from '#libs/database';
import type { Logger } from '#libs/service-runtime';
import { LOGGER } from '../core/tokens.js';
import { OAuthError } from './oauth-error.js';

/** Answers as RFC 6749 section 5.2 asks, whatever went wrong: these endpoints know no other form. */
@Catch()
export class OAuthErrorFilter implements ExceptionFilter {
  constructor(@Inject(LOGGER) private readonly logger: Logger) {}

  catch(thrown: unknown, host: ArgumentsHost): void {
    const { status, error, description, options } =
      thrown instanceof OAuthError ? thrown : this.#serverError(thrown);
    host
      .switchToHttp()
      .getResponse<Response>()
      .status(status)
      .set({ 'Cache-Control': 'no-store', ...options.headers })
      .json({ error, error_description: description });
  }

  #serverError(err: unknown): OAuthError {
    if (isDatabaseUnavailable(err)) {
      this.logger.warn({ err }, 'request failed: the database is out of reach');
      return new OAuthError(503, 'server_error', 'try again soon', { headers: { 'Retry-After': '1' } });
    }
    this.logger.error({ err }, 'request failed');
    return new OAuthError(500, 'server_error', 'something went wrong here');
  }
}
