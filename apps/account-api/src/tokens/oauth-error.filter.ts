import { Catch, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { Response } from 'express';
import { OAuthError } from './oauth-error.js';

/** Answers as RFC 6749 section 5.2 asks. Anything that is no OAuthError goes on to the next filter. */
@Catch(OAuthError)
export class OAuthErrorFilter implements ExceptionFilter<OAuthError> {
  catch({ status, error, description, options }: OAuthError, host: ArgumentsHost): void {
    host
      .switchToHttp()
      .getResponse<Response>()
      .status(status)
      .set({ 'Cache-Control': 'no-store', ...options.headers })
      .json({ error, error_description: description });
  }
}
