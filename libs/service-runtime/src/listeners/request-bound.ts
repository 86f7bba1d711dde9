import type { IncomingMessage, ServerResponse } from 'node:http';
import { SignoffError } from '#libs/errors';
import { sendProblem } from '../problems/send-problem.js';
import { listenerOf } from './listener-of.js';

const RETRY_AFTER_S = 1;

export interface RequestBoundOptions {
  /** Requests under way at once. */
  readonly requests: number;
  /** Answers that stay open for as long as somebody listens, counted apart. */
  readonly openStreams: number;
  readonly isStream: (request: IncomingMessage) => boolean;
}

/**
 * Takes no more than can be dealt with: beyond the bound a request is refused at once, instead of waiting in a queue
 * that only grows while the database is slow. While the process drains every new one is. The internal listener is
 * always answered: who looks after a process must reach it then above all.
 * Errors: overloaded, shutting_down.
 */
export class RequestBound {
  #requests = 0;
  #streams = 0;
  #draining = false;

  constructor(private readonly options: RequestBoundOptions) {}

  readonly middleware = (request: IncomingMessage, response: ServerResponse, next: () => void): void => {
    if (listenerOf(request) === 'internal') return next();
    if (this.#draining) return refuse(response, 'shutting_down');
    const isStream = this.options.isStream(request);
    const full = isStream
      ? this.#streams >= this.options.openStreams
      : this.#requests >= this.options.requests;
    if (full) return refuse(response, 'overloaded');
    this.#count(isStream, 1);
    response.once('close', () => this.#count(isStream, -1));
    next();
  };

  get underWay(): number {
    return this.#requests;
  }

  get openStreams(): number {
    return this.#streams;
  }

  drain(): void {
    this.#draining = true;
  }

  #count(isStream: boolean, by: number): void {
    if (isStream) this.#streams += by;
    else this.#requests += by;
  }
}

function refuse(response: ServerResponse, code: 'overloaded' | 'shutting_down'): void {
  // Whoever was refused asks elsewhere, or anew.
  response.setHeader('Connection', 'close');
  sendProblem(response, new SignoffError(code, undefined, { retryAfterS: RETRY_AFTER_S }));
}
