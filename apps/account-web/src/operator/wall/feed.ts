import { ChangeStream, type StreamState } from '../../api/change-stream.js';
import { oneAtATime } from '../../api/one-at-a-time.js';
import { serverNow } from '../../api/server-clock.js';
import { operatorApi, WALL_EVENTS } from '../api/operator-api.js';
import { readBatch, readWall, type Wall } from './read-wall.js';
import type { Batch } from './tile-state.js';

export interface FeedParts {
  /** The wall as it is; at the beginning, and again after each time the stream was away. */
  readonly onWall: (wall: Wall, atMs: number) => void;
  readonly onBatch: (batch: Batch) => void;
  readonly onState: (state: StreamState) => void;
  readonly onError: (error: unknown) => void;
}

/**
 * Feeds a wall. The stream is opened before the wall is asked for, and what it tells meanwhile waits: so nothing
 * falls between the two, and what comes twice changes nothing.
 */
export function followWall({ onWall, onBatch, onState, onError }: FeedParts): () => void {
  const aborting = new AbortController();
  let waiting: Batch[] | null = [];
  const ask = oneAtATime(async () => {
    waiting ??= [];
    try {
      const answer = await operatorApi.wall(aborting.signal);
      onWall(readWall(answer), serverNow());
    } catch (error) {
      if (!aborting.signal.aborted) onError(error);
      return;
    }
    const told = waiting;
    waiting = null;
    told.forEach(onBatch);
  });
  const changes = new ChangeStream({
    open: () => {
      const source = new EventSource(WALL_EVENTS);
      source.addEventListener('batch', ({ data }) => {
        const batch = readBatch(data);
        if (batch === null) return;
        if (waiting === null) onBatch(batch);
        else waiting.push(batch);
      });
      return source;
    },
    onChanged: ask,
    onState,
    after: (ms, run) => {
      const timer = setTimeout(run, ms);
      return () => clearTimeout(timer);
    },
    random: Math.random,
  });
  changes.start();
  const again = (): void => changes.start();
  window.addEventListener('online', again);
  return () => {
    window.removeEventListener('online', again);
    aborting.abort();
    changes.stop();
  };
}
