import type { IncomingMessage, ServerResponse } from 'node:http';
import { sendRefusal } from './send-refusal.js';
import type { Guard, RouteOptions } from '../guard/guard.js';

/** Express, and all that takes `(request, response, next)`: `app.use(expressGuard(guard))`, before what reads bodies. */
export const expressGuard =
  (guard: Guard, options: RouteOptions = {}) =>
  (request: IncomingMessage, response: ServerResponse, next: (error?: unknown) => void): void => {
    guard
      .admit(request, response, options)
      .then(
        () => next(),
        (error: unknown) => {
          if (!sendRefusal(response, error)) next(error);
        },
      )
      // Whatever a framework lets its `next` throw is the framework's to answer.
      .catch(next);
  };
