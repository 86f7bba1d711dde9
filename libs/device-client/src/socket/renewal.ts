import type { AccessTokenAnswer, AccessTokens } from '../oauth/access-tokens.js';
import type { Clock, Random } from '../ports.js';
import { Timers } from './timers.js';

/** A renewal that failed is tried again in this time at most; the gateway tells when it is too late. */
const RETRY_MS = 5_000;

interface RenewalParts {
  readonly tokens: AccessTokens;
  readonly clock: Clock;
  readonly random: Random;
  readonly renewed: (accessToken: string) => void;
  readonly over: (answer: Extract<AccessTokenAnswer, { over: unknown }>) => Promise<'ended' | 'later'>;
}

/** Brings a new access token to a connection before the one it was opened with ends. */
export class Renewal {
  readonly #timers: Timers<'renew'>;
  /** Of the connection in hand; an answer for an earlier one is thrown away. */
  #term = 0;

  constructor(private readonly parts: RenewalParts) {
    this.#timers = new Timers(parts.clock);
  }

  begin(withinS: number): void {
    const term = ++this.#term;
    // Between 60 and 80 %: there is time for a second try, and a million devices do not renew at one moment.
    this.#timers.set('renew', withinS * (600 + 200 * this.parts.random()), () => void this.#renew(term));
  }

  end(): void {
    this.#term += 1;
    this.#timers.clear('renew');
  }

  async #renew(term: number): Promise<void> {
    if ((await this.#ask(term)) === 'later' && term === this.#term) {
      this.#timers.set('renew', RETRY_MS * this.parts.random(), () => void this.#renew(term));
    }
  }

  async #ask(term: number): Promise<'done' | 'later'> {
    const { tokens, renewed, over } = this.parts;
    try {
      const answer = await tokens.get(true);
      if (!('accessToken' in answer)) return (await over(answer)) === 'later' ? 'later' : 'done';
      if (term === this.#term) renewed(answer.accessToken);
      return 'done';
    } catch {
      return 'later';
    }
  }
}
