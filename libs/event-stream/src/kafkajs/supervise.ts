import { setTimeout as delay } from 'node:timers/promises';
import type { Consumer } from 'kafkajs';
import type { Subscription } from '../event-stream.js';

/** One life of a consumer: from its start to its crash. `dispose` ends what is left of it, and may fail. */
export interface Life {
  readonly consumer: Consumer;
  readonly dispose: () => Promise<void>;
}

const FIRST_PAUSE_MS = 50;
const LONGEST_PAUSE_MS = 1_000;

/**
 * Keeps a consumer alive. kafkajs gives a crashed consumer up, or brings it back only when its dead member's
 * session has ended (seconds); so at a crash it is thrown away and `start` makes a fresh one, until `stop`.
 * The first start is the caller's to await: it rejects when Kafka is away. `settled` resolves when no handler runs.
 */
export async function supervise(
  start: (crashed: () => void) => Promise<Life>,
  settled: () => Promise<void>,
): Promise<Subscription> {
  const stopping = new AbortController();
  let life: Life | null = null;
  let ended: Promise<unknown> = Promise.resolve();

  const begin = async (): Promise<void> => {
    let state: 'starting' | 'crashed' | 'running' | 'over' = 'starting';
    const begun = await start(() => {
      // A life crashes once; kafkajs may tell of it twice, or before the start has failed or succeeded.
      if (state === 'starting') state = 'crashed';
      if (state !== 'running') return;
      state = 'over';
      ended = revive();
    });
    life = begun;
    if (state === 'starting') state = 'running';
    else ended = revive();
  };
  const revive = async (): Promise<void> => {
    const dead = life;
    life = null;
    // Not awaited: a dead broker lets it hang, and the fresh one need not wait for it.
    void dead?.dispose().catch(() => {});
    // What the dead one handles still is not to be handled by two at once.
    await settled();
    for (
      let pause = FIRST_PAUSE_MS;
      !stopping.signal.aborted;
      pause = Math.min(pause * 2, LONGEST_PAUSE_MS)
    ) {
      try {
        await begin();
        return;
      } catch {
        await delay(pause, undefined, { signal: stopping.signal }).catch(() => {});
      }
    }
  };

  await begin();
  return {
    stop: async () => {
      stopping.abort();
      await ended;
      await life?.dispose().catch(() => {});
      await settled();
    },
  };
}
