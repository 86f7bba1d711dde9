import type { Clock } from '../ports.js';
import type { ReconnectPolicy } from '../socket/reconnect-policy.js';
import { Unavailable } from '../oauth/unavailable.js';
import type { Code, Enrolment } from './enrol.js';

/** Somebody pressed a key and waits; nobody waits longer than these tries take. */
const TRIES = 6;

/** Null when the service could not be reached, or the wait was cancelled. */
export async function requestCodePatiently(
  enrolment: Pick<Enrolment, 'requestCode'>,
  policy: ReconnectPolicy,
  clock: Clock,
  signal: AbortSignal,
): Promise<Code | null> {
  for (let attempt = 0; attempt < TRIES && !signal.aborted; attempt++) {
    try {
      return await enrolment.requestCode();
    } catch (error) {
      if (!(error instanceof Unavailable)) throw error;
      const delayMs = policy.delayMs(attempt);
      if (delayMs === null) return null;
      // On top of what it was told, so that those who were told the same do not come back at one moment.
      const waitMs = (error.options.retryAfterMs ?? 0) + delayMs;
      await new Promise<void>((resolve) => {
        const cancel = clock.after(waitMs, resolve);
        signal.addEventListener('abort', () => {
          cancel();
          resolve();
        });
      });
    }
  }
  return null;
}
