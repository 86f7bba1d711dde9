import { useQueryClient } from '@tanstack/react-query';
import { createContext, use, useEffect, useMemo, useState, type ReactNode } from 'react';
import { ChangeStream, type StreamState } from './change-stream.js';
import { ME } from './me.js';
import { oneAtATime } from './one-at-a-time.js';
import { keysOf } from './queries.js';

interface Live {
  readonly stream: StreamState;
  /** Looks again at everything shown. */
  readonly refresh: () => void;
  /** Sessions that were approved on this very page, so that it need not tell of them. */
  readonly approvedHere: ReadonlySet<string>;
  readonly noteApproved: (sid: string) => void;
}

const LiveContext = createContext<Live>({
  stream: 'opening',
  refresh: () => {},
  approvedHere: new Set(),
  noteApproved: () => {},
});
export const useLive = (): Live => use(LiveContext);

/**
 * Keeps what is shown true while someone looks: one event stream a visible page, each change a fresh look. A
 * hidden tab holds no stream, since browsers allow few connections to one server.
 */
export function LivePages({ sid, children }: { readonly sid: string; readonly children: ReactNode }) {
  const client = useQueryClient();
  const [stream, setStream] = useState<StreamState>('opening');
  const [approvedHere, setApprovedHere] = useState<ReadonlySet<string>>(new Set());
  const refresh = useMemo(
    () => oneAtATime(() => client.invalidateQueries({ queryKey: keysOf(sid).all })),
    [client, sid],
  );
  useEffect(() => {
    const changes = new ChangeStream({
      open: () => new EventSource('/api/events'),
      onChanged: refresh,
      onState: (state) => {
        setStream(state);
        // It may be lost because this browser was signed out.
        if (state === 'lost') void client.invalidateQueries({ queryKey: ME });
      },
      after: (ms, run) => {
        const timer = setTimeout(run, ms);
        return () => clearTimeout(timer);
      },
      random: Math.random,
    });
    const follow = (): void => (document.hidden ? changes.stop() : changes.start());
    follow();
    document.addEventListener('visibilitychange', follow);
    window.addEventListener('online', follow);
    return () => {
      document.removeEventListener('visibilitychange', follow);
      window.removeEventListener('online', follow);
      changes.stop();
    };
  }, [client, sid, refresh]);
  const live = useMemo(
    () => ({
      stream,
      refresh,
      approvedHere,
      noteApproved: (approved: string) => setApprovedHere((before) => new Set(before).add(approved)),
    }),
    [stream, refresh, approvedHere],
  );
  return <LiveContext value={live}>{children}</LiveContext>;
}
