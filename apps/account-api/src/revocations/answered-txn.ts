import type { NextFunction, Request, Response } from 'express';
import type { Logger } from '#libs/service-runtime';

const txns = new WeakMap<Request, string>();

/** Notes which sign-out a request is answered with, and hands it on. */
export function answering<T extends { readonly txn: string }>(request: Request, view: T): T {
  txns.set(request, view.txn);
  return view;
}

const READS = ['GET', 'HEAD', 'OPTIONS'];

/** One line for each request that may change something, once it is answered: the press, by its txn, where it was one. */
export const logAnswers =
  (logger: Logger) =>
  (request: Request, response: Response, next: NextFunction): void => {
    if (READS.includes(request.method)) return next();
    const takenAt = performance.now();
    const { method, originalUrl } = request;
    response.once('close', () => {
      const txn = txns.get(request);
      const line = {
        ...(txn === undefined ? {} : { txn }),
        method,
        path: originalUrl.split('?')[0],
        // Nobody heard an answer that was cut off.
        status: response.writableFinished ? response.statusCode : null,
        tookMs: Math.round((performance.now() - takenAt) * 100) / 100,
      };
      logger[txn === undefined ? 'debug' : 'info'](line, 'answered');
    });
    next();
  };
