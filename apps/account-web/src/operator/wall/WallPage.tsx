import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useRef, useState } from 'react';
import type { StreamState } from '../../api/change-stream.js';
import { ME } from '../../api/who-is-in.js';
import { SkeletonRows } from '../../design/Skeleton.js';
import { OperatorPage } from '../shell/OperatorPage.js';
import { OperatorProblem } from '../shell/OperatorProblem.js';
import { StreamNotice } from '../shell/StreamNotice.js';
import { followWall } from './feed.js';
import type { WallAnswer } from './read-wall.js';
import type { Screen } from './screen.js';
import type { Batch } from './tile-state.js';
import { WallScreen } from './WallScreen.js';

/** A tile for each of ten thousand live devices. */
export function WallPage() {
  const client = useQueryClient();
  const [begun, setBegun] = useState<WallAnswer | null>(null);
  const [error, setError] = useState<unknown>(null);
  const [stream, setStream] = useState<StreamState>('opening');
  const [tries, setTries] = useState(0);
  const screen = useRef<Screen | null>(null);
  /** Told before there is a screen to show it on. */
  const early = useRef<Batch[]>([]);
  useEffect(
    () =>
      followWall({
        onWall: (wall) => {
          screen.current = null;
          early.current = [];
          setError(null);
          setBegun(wall);
        },
        onBatch: (batch) => {
          if (screen.current === null) early.current.push(batch);
          else screen.current.append(batch);
        },
        onState: (state) => {
          setStream(state);
          // It may be lost because the operator was signed out.
          if (state === 'lost') void client.invalidateQueries({ queryKey: ME });
        },
        onError: setError,
      }),
    [client, tries],
  );
  const onScreen = useCallback((one: Screen | null) => {
    screen.current = one;
    if (one === null) return;
    for (const batch of early.current.splice(0)) one.append(batch);
  }, []);
  return (
    <OperatorPage
      title="The wall"
      lead="A tile for each live device. A sign-out puts out its light at once; its receipt turns it green."
    >
      <StreamNotice stream={stream} />
      {error !== null && <OperatorProblem error={error} onRetry={() => setTries((count) => count + 1)} />}
      {begun === null && error === null && (
        <div className="card">
          <SkeletonRows rows={3} what="the wall" />
        </div>
      )}
      {begun?.tiles.length === 0 && (
        <p className="card card-padded soft">No device is linked yet. Each gets its tile once it is.</p>
      )}
      {begun !== null && begun.tiles.length > 0 && (
        <WallScreen key={begun.wall} wall={begun} onScreen={onScreen} />
      )}
    </OperatorPage>
  );
}
