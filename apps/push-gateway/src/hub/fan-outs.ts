import { setImmediate as others } from 'node:timers/promises';

/** Small, for a person's own sign-out may come between. */
const A_TURN = 16;

/**
 * The frames to many that are being written now, and what waits for their end.
 * Who waits goes on in the order of coming, few in a turn of the event loop, and not while there is another fan-out.
 */
export class FanOuts {
  #underWay = 0;
  #waiting: (() => void)[] = [];
  #lettingGo = false;

  get isUnderWay(): boolean {
    return this.#underWay > 0;
  }

  async run(writing: () => Promise<void>): Promise<void> {
    this.#underWay += 1;
    try {
      await writing();
    } finally {
      this.#underWay -= 1;
      void this.#letGo();
    }
  }

  /** Resolves when it is the turn of what can wait: at once, if nothing is under way and nobody was before. */
  async turn(): Promise<void> {
    if (this.#underWay > 0 || this.#waiting.length > 0)
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  async #letGo(): Promise<void> {
    if (this.#lettingGo) return;
    this.#lettingGo = true;
    while (this.#underWay === 0 && this.#waiting.length > 0) {
      for (const go of this.#waiting.splice(0, A_TURN)) go();
      await others();
    }
    this.#lettingGo = false;
  }
}
