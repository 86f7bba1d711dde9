import { useQuery, useQueryClient, type QueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { ChangeStream, type StreamState } from '../../api/change-stream.js';
import { ME } from '../../api/me.js';
import { oneAtATime } from '../../api/one-at-a-time.js';
import { campaignKey } from './queries.js';
import { eventsOf, operatorApi } from './operator-api.js';
import type { Campaign } from './shapes.js';

/** A stream can die unnoticed; a look now and then costs little. */
const LOOK_ANYWAY_MS = 15_000;

/** One campaign, kept true by its event stream while someone looks at it. */
export function useCampaign(id: string) {
  const client = useQueryClient();
  const [stream, setStream] = useState<StreamState>('opening');
  const query = useQuery({
    queryKey: campaignKey(id),
    queryFn: ({ signal }) => operatorApi.campaign(id, signal),
    refetchInterval: LOOK_ANYWAY_MS,
  });
  useEffect(() => {
    const look = oneAtATime(() => client.invalidateQueries({ queryKey: campaignKey(id) }));
    const changes = new ChangeStream({
      open: () => {
        const source = new EventSource(eventsOf(id));
        source.addEventListener('figures', ({ data }) => noteFigures(client, id, data));
        source.addEventListener('history', look);
        return source;
      },
      onChanged: look,
      onState: (state) => {
        setStream(state);
        // It may be lost because the operator was signed out.
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
  }, [client, id]);
  return { ...query, stream };
}

/** What an event says takes the place of what was known; the rest stays until the next look. */
function noteFigures(client: QueryClient, id: string, data: unknown): void {
  const told = parsed(data);
  if (told === null) return;
  client.setQueryData<Campaign>(campaignKey(id), (known) =>
    known === undefined ? undefined : { ...known, ...told },
  );
}

function parsed(data: unknown): Partial<Campaign> | null {
  try {
    const value: unknown = JSON.parse(String(data));
    const isIt = typeof value === 'object' && value !== null && 'figures' in value;
    return isIt ? (value as Partial<Campaign>) : null;
  } catch {
    return null;
  }
}
