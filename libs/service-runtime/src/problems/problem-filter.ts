import { Catch, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { Request, Response } from 'express';
import type { Logger } from '../log/logger.js';
import { asSignoffError } from './as-signoff-error.js';
import { sendProblem } from './send-problem.js';

/**
 * The one place where an HTTP error of a Signoff process is written. Unknown errors are logged with their
 * cause; the caller learns nothing of them. Events go back to the transport, which tries them again.
 */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(
    private readonly logger: Logger,
    private readonly isSourceUnavailable: (error: unknown) => boolean = () => false,
  ) {}

  catch(thrown: unknown, host: ArgumentsHost): void {
    if (host.getType() !== 'http') throw thrown;
    const http = host.switchToHttp();
    const { method, path } = http.getRequest<Request>();
    const error = asSignoffError(thrown, this.isSourceUnavailable);
    if (error.code === 'internal_error')
      this.logger.error({ err: error.options.cause ?? error, method, path }, 'request failed');
    else if (error.options.cause !== undefined)
      this.logger.debug({ err: error.options.cause, code: error.code, method, path }, 'request refused');
    sendProblem(http.getResponse<Response>(), error);
  }
}
