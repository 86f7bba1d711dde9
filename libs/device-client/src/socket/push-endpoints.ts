import type { Random } from '../ports.js';

/**
 * Which gateway to dial, of those the issuer names: any, so that devices spread over all; and not the one that was
 * dialled last, so that a device whose gateway died, or sent it away, is with another one at its next attempt.
 */
export class PushEndpoints {
  #last = '';

  constructor(private readonly random: Random) {}

  next(urls: readonly string[]): string {
    const others = urls.filter((url) => url !== this.#last);
    const from = others.length === 0 ? urls : others;
    this.#last = from[Math.floor(this.random() * from.length)] ?? '';
    return this.#last;
  }
}
