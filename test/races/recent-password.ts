import type { Person } from '../support/stack/person.js';

/** Well within the time for which a password is recent enough to sign others out. */
const AGAIN_AFTER_MS = 240_000;

/** Ten thousand races of one household take longer than its password is recent. */
export class RecentPassword {
  #typedAt = performance.now();

  constructor(private readonly person: Pick<Person, 'typePasswordAgain'>) {}

  async typed(): Promise<void> {
    if (performance.now() - this.#typedAt < AGAIN_AFTER_MS) return;
    this.#typedAt = performance.now();
    await this.person.typePasswordAgain();
  }
}
