import { useInfiniteQuery, useQuery, type InfiniteData, type QueryClient } from '@tanstack/react-query';
import { accountApi } from './account-api.js';
import type { SessionPage } from './shapes.js';

/** A stream can die unnoticed; a look now and then costs little. */
const LOOK_ANYWAY_MS = 60_000;

/** Everything is kept under this browser's session, so one person's page never shows another's. */
export const keysOf = (sid: string) => ({
  all: ['of', sid] as const,
  sessions: ['of', sid, 'sessions'] as const,
  activity: ['of', sid, 'activity'] as const,
  revocation: (id: string) => ['of', sid, 'revocation', id] as const,
});

export function useSessions(sid: string) {
  return useInfiniteQuery({
    queryKey: keysOf(sid).sessions,
    queryFn: ({ pageParam, signal }) => accountApi.sessions(pageParam, signal),
    initialPageParam: null as string | null,
    getNextPageParam: ({ next }) => next,
    select: ({ pages }) => pages.flatMap(({ sessions }) => sessions),
    refetchInterval: LOOK_ANYWAY_MS,
  });
}

/** Shows a new name at once; the next look brings it too. */
export function noteRenamed(client: QueryClient, mySid: string, sid: string, name: string): void {
  client.setQueryData<InfiniteData<SessionPage>>(keysOf(mySid).sessions, (known) =>
    known === undefined
      ? undefined
      : {
          ...known,
          pages: known.pages.map((page) => ({
            ...page,
            sessions: page.sessions.map((one) => (one.sid === sid ? { ...one, name } : one)),
          })),
        },
  );
}

export function useActivity(sid: string) {
  return useQuery({
    queryKey: keysOf(sid).activity,
    queryFn: async ({ signal }) => (await accountApi.activity(signal)).entries,
    refetchInterval: LOOK_ANYWAY_MS,
  });
}

/** Asked for only while someone looks at it. */
export function useRevocation(sid: string, id: string, wanted: boolean) {
  return useQuery({
    queryKey: keysOf(sid).revocation(id),
    queryFn: ({ signal }) => accountApi.revocation(id, signal),
    enabled: wanted,
  });
}
