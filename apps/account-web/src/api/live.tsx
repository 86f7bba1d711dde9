import { useQueryClient } from '@tanstack/react-query';
import { createContext, use, useCallback, useMemo, useState, type ReactNode } from 'react';
import type { StreamState } from './change-stream.js';
import { oneAtATime } from './one-at-a-time.js';
import { keysOf } from './queries.js';
import { useChangeStream } from './use-change-stream.js';

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

/** Keeps what is shown true while someone looks: one event stream a visible page, each change a fresh look. */
export function LivePages({ sid, children }: { readonly sid: string; readonly children: ReactNode }) {
  const client = useQueryClient();
  const [approvedHere, setApprovedHere] = useState<ReadonlySet<string>>(new Set());
  const refresh = useMemo(
    () => oneAtATime(() => client.invalidateQueries({ queryKey: keysOf(sid).all })),
    [client, sid],
  );
  const stream = useChangeStream(
    useCallback(() => ({ open: () => new EventSource('/api/events'), onChanged: refresh }), [refresh]),
  );
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
