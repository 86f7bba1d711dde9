import { real } from './real.js';

/** One thing that happens, at one moment, in one place. */
export interface Step {
  readonly at: number;
  readonly order: number;
  readonly run: () => void;
}

const SEEDED = 0x811c9dc5;

/**
 * Virtual time: what is to happen, in the order of its moments, one step after the other. After each step all
 * promises that can go on do, before the next begins, so the order of steps is the whole history.
 * Units: ms since the history began.
 */
export class Scheduler {
  now = 0;
  steps = 0;
  readonly #heap: Step[] = [];
  #order = 0;
  #digest = SEEDED;

  /** @param at not before now */
  at(at: number, run: () => void): void {
    this.#push({ at: Math.max(at, this.now), order: ++this.#order, run });
  }

  /** Mixes what happened into the digest of this history. */
  note(what: string): void {
    let hash = this.#digest ^ Math.floor(this.now * 1000);
    for (let n = 0; n < what.length; n++) hash = Math.imul(hash ^ what.charCodeAt(n), 0x01000193);
    this.#digest = Math.imul(hash ^ (hash >>> 15), 0x85ebca6b) >>> 0;
  }

  /** Two histories with one digest took the same steps. */
  get digest(): string {
    return `${this.#digest.toString(16).padStart(8, '0')}-${this.steps}`;
  }

  /** Runs until `isOver` says so, or nothing is left to happen. */
  run(isOver: () => boolean): Promise<void> {
    return new Promise((resolve, reject) => {
      const next = (): void => {
        const step = isOver() ? undefined : this.#pop();
        if (step === undefined) return resolve();
        this.now = step.at;
        this.steps++;
        try {
          step.run();
        } catch (error) {
          return reject(error instanceof Error ? error : new Error(String(error)));
        }
        // Node runs every promise that can go on before it calls the next of these.
        real.setImmediate(next);
      };
      real.setImmediate(next);
    });
  }

  #push(step: Step): void {
    const heap = this.#heap;
    let at = heap.length;
    heap.push(step);
    while (at > 0) {
      const above = (at - 1) >> 1;
      if (!before(step, heap[above]!)) break;
      heap[at] = heap[above]!;
      at = above;
    }
    heap[at] = step;
  }

  #pop(): Step | undefined {
    const heap = this.#heap;
    const first = heap[0];
    const last = heap.pop();
    if (first === undefined || heap.length === 0 || last === undefined) return first;
    let at = 0;
    for (;;) {
      let below = 2 * at + 1;
      if (below >= heap.length) break;
      if (below + 1 < heap.length && before(heap[below + 1]!, heap[below]!)) below++;
      if (!before(heap[below]!, last)) break;
      heap[at] = heap[below]!;
      at = below;
    }
    heap[at] = last;
    return first;
  }
}

const before = (a: Step, b: Step): boolean => a.at < b.at || (a.at === b.at && a.order < b.order);
