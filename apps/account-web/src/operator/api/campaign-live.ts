import { useQuery, useQueryClient, type QueryClient } from '@tanstack/react-query';
import { useCallback } from 'react';
import { oneAtATime } from '../../api/one-at-a-time.js';
import { useChangeStream } from '../../api/use-change-stream.js';
import { campaignKey } from './queries.js';
import { eventsOf, operatorApi } from './operator-api.js';
import type { Campaign } from './shapes.js';

/** A stream can die unnoticed; a look now and then costs little. */
const LOOK_ANYWAY_MS = 15_000;

/** One campaign, kept true by its event stream while someone looks at it. */
export function useCampaign(id: string) {
  const client = useQueryClient();
  const query = useQuery({
    queryKey: campaignKey(id),
    queryFn: ({ signal }) => operatorApi.campaign(id, signal),
    refetchInterval: LOOK_ANYWAY_MS,
  });
  const stream = useChangeStream(
    useCallback(() => {
      const look = oneAtATime(() => client.invalidateQueries({ queryKey: campaignKey(id) }));
      const open = (): EventSource => {
        const source = new EventSource(eventsOf(id));
        source.addEventListener('figures', ({ data }) => noteFigures(client, id, data));
        source.addEventListener('history', look);
        return source;
      };
      return { open, onChanged: look };
    }, [client, id]),
  );
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
