import { timed, type Done } from './race.js';

/** How far past the end of the press an act may begin: some come too late, and must find the door shut. */
const BEYOND = 1.25;
/** Of each new duration in what is expected of the next. */
const WEIGHT = 0.1;

/**
 * Begins two acts so that they are likely to be under way at one time, wherever in each other: the machine's own
 * pace of both is followed, and the distance between them drawn anew each time.
 */
export class Aim {
  #pressMs = 10;
  #actMs = 5;

  async at<A, B>(press: () => Promise<A>, act: () => Promise<B>): Promise<[Done<A>, Done<B>]> {
    const actAfterMs = -this.#actMs + Math.random() * (this.#actMs + BEYOND * this.#pressMs);
    const both = await Promise.all([
      after(-actAfterMs).then(() => timed(press)),
      after(actAfterMs).then(() => timed(act)),
    ]);
    this.#pressMs = towards(this.#pressMs, both[0]);
    this.#actMs = towards(this.#actMs, both[1]);
    return both;
  }
}

export const isAtOnce = (a: Done<unknown>, b: Done<unknown>): boolean =>
  a.askedAt < b.answeredAt && b.askedAt < a.answeredAt;

const towards = (expected: number, { askedAt, answeredAt }: Done<unknown>): number =>
  expected + WEIGHT * (answeredAt - askedAt - expected);

/** Puts two acts at a chosen distance; nothing is waited for by it. */
const after = (ms: number): Promise<void> =>
  ms < 0.5 ? Promise.resolve() : new Promise((resolve) => setTimeout(resolve, ms));
