import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query';
import { codeOf, isPassing } from './problem.js';
import { ME, type WhoIsIn } from './who-is-in.js';

const TRIES = 3;

/**
 * What the pages know. A passing failure is tried again behind what is shown; an answer that this browser is
 * not signed in, to whatever was asked, ends the visit.
 */
export function createQueryClient(): QueryClient {
  const onError = (error: unknown): void => {
    if (codeOf(error) !== 'sign_in_required') return;
    client.setQueryData<WhoIsIn<object>>(ME, (before) =>
      before?.state === 'out' ? before : { state: 'out', because: 'ended' },
    );
  };
  const client = new QueryClient({
    queryCache: new QueryCache({ onError }),
    mutationCache: new MutationCache({ onError }),
    defaultOptions: {
      queries: {
        // The browser's own idea of being online is wrong too often, and always on one's own machine.
        networkMode: 'always',
        retry: (failures, error) => isPassing(error) && failures < TRIES,
        retryDelay: (failures) => Math.min(500 * 2 ** failures, 5_000),
        staleTime: 1_000,
      },
      mutations: { networkMode: 'always', retry: false },
    },
  });
  return client;
}
