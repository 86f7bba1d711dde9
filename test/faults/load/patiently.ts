import { setTimeout as delay } from 'node:timers/promises';

/** The load was asked to end, or a fault lasted longer than anything should. */
export class GaveUp extends Error {}

const AGAIN_MS = 100;

/**
 * Tries until it works, as a person or an app does while something is away.
 * @throws GaveUp with the last failure once the time is over.
 */
export async function patiently<T>(what: string, work: () => Promise<T>, withinMs: number): Promise<T> {
  const end = performance.now() + withinMs;
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (error instanceof GaveUp) throw error;
      if (performance.now() > end) throw new GaveUp(`${what}: ${(error as Error).message}`, { cause: error });
    }
    await delay(AGAIN_MS);
  }
}
