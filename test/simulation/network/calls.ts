import type { Random } from '../virtual/random.js';
import type { VirtualProcess } from '../virtual/process.js';

/** How bad the way between two processes is; probabilities of one message. */
export interface CallWeather {
  slow: number;
  /** The request never arrives. */
  lost: number;
  /** It is carried out, and its answer never arrives. */
  answerLost: number;
}

export class NoAnswer extends Error {
  override readonly name = 'NoAnswer';
}

const way = (chance: Random, weather: CallWeather): number =>
  chance.between(0.2, 3) + (chance.chance(weather.slow) ? chance.between(20, 1_200) : 0);

/**
 * One request from a process to another and its answer: lost, late, refused where nobody listens, and broken off
 * when the other dies over it. Rejects after `timeoutMs` whatever happened to it there.
 */
export function call<T>(
  chance: Random,
  weather: CallWeather,
  from: VirtualProcess,
  to: VirtualProcess,
  timeoutMs: number,
  handle: () => Promise<T>,
): Promise<T> {
  return new Promise((resolve, reject) => {
    let isOver = false;
    const settle = (how: () => void): void => {
      if (isOver) return;
      isOver = true;
      cancel();
      forget();
      how();
    };
    const fail = (why: string): void => settle(() => reject(new NoAnswer(why)));
    let forget = (): void => {};
    const cancel = from.after(timeoutMs, () => fail('no answer in time'));
    const there = way(chance, weather);
    if (chance.chance(weather.lost)) return;
    if (to.isDead) return from.step(there, () => fail('nobody listens'));
    forget = to.atDeath(() => from.step(way(chance, weather), () => fail('the connection broke')));
    to.step(there, () => {
      const back = (answer: () => void): void => {
        if (!chance.chance(weather.answerLost)) from.step(way(chance, weather), () => settle(answer));
      };
      handle().then(
        (value) => back(() => resolve(value)),
        (error: unknown) => back(() => reject(error instanceof Error ? error : new Error(String(error)))),
      );
    });
  });
}
