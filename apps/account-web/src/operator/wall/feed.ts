import { BY_THE_CLOCK, ChangeStream, type StreamState } from '../../api/change-stream.js';
import { operatorApi, wallEventsOf } from '../api/operator-api.js';
import { readBatch, type WallAnswer } from './read-wall.js';
import type { Batch } from './tile-state.js';

export interface FeedParts {
  /** A wall to begin with; and another one, should the server have let go of it. */
  readonly onWall: (wall: WallAnswer) => void;
  readonly onBatch: (batch: Batch) => void;
  readonly onState: (state: StreamState) => void;
  readonly onError: (error: unknown) => void;
}

/**
 * Feeds a wall. Each opening of its stream begins with the state of every tile, so nothing is missed between the
 * answer and the stream, nor while the stream was away, and what comes twice changes nothing.
 */
export function followWall({ onWall, onBatch, onState, onError }: FeedParts): () => void {
  const aborting = new AbortController();
  let changes: ChangeStream | null = null;
  const begin = async (): Promise<void> => {
    changes?.stop();
    changes = null;
    try {
      const answer = await operatorApi.wall(aborting.signal);
      if (aborting.signal.aborted) return;
      onWall(answer);
      changes = streamOf(answer.wall);
      changes.start();
    } catch (error) {
      if (!aborting.signal.aborted) onError(error);
    }
  };
  const streamOf = (wall: string): ChangeStream => {
    let source: EventSource | null = null;
    const path = wallEventsOf(wall);
    return new ChangeStream({
      open: () => {
        source = new EventSource(path);
        source.addEventListener('batch', ({ data }) => {
          const batch = readBatch(data);
          if (batch !== null) onBatch(batch);
        });
        return source;
      },
      onChanged: () => {
        // It was refused, and not just cut: perhaps there is no such wall any more.
        if (source?.readyState !== EventSource.CLOSED) return;
        void isGone(path, aborting.signal).then((gone) => (gone ? begin() : undefined));
      },
      onState,
      ...BY_THE_CLOCK,
    });
  };
  const again = (): void => changes?.start();
  window.addEventListener('online', again);
  void begin();
  return () => {
    window.removeEventListener('online', again);
    aborting.abort();
    changes?.stop();
  };
}

/** An EventSource does not say how it was refused. */
async function isGone(path: string, signal: AbortSignal): Promise<boolean> {
  const asking = new AbortController();
  try {
    const { status } = await fetch(path, { signal: AbortSignal.any([signal, asking.signal]) });
    return status === 404;
  } catch {
    return false;
  } finally {
    asking.abort();
  }
}
