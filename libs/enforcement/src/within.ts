import type { Clock } from './clock.js';

/** The end of some work, or a rejection after so many ms. The work goes on. */
export async function within(clock: Pick<Clock, 'after'>, ms: number, work: Promise<unknown>): Promise<void> {
  let cancel = (): void => {};
  const late = new Promise<never>((_, reject) => {
    cancel = clock.after(ms, () => reject(new Error(`not done within ${ms} ms`)));
  });
  await Promise.race([work, late]).finally(() => cancel());
}
