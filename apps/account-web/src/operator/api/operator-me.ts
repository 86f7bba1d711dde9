import { useQuery, useQueryClient, type QueryClient } from '@tanstack/react-query';
import { ME, type OutBecause } from '../../api/me.js';
import { codeOf } from '../../api/problem.js';
import { operatorApi } from './operator-api.js';
import type { Operator } from './shapes.js';

type Me = (Operator & { readonly state: 'in' }) | { readonly state: 'out'; readonly because: OutBecause };

/** Which operator is signed in. Being signed out is an answer, not an error. */
export function useOperatorMe() {
  const client = useQueryClient();
  return useQuery<Me>({
    queryKey: ME,
    queryFn: async ({ signal }) => {
      const before = client.getQueryData<Me>(ME);
      try {
        return { state: 'in', ...(await operatorApi.me(signal)) };
      } catch (error) {
        if (codeOf(error) !== 'sign_in_required') throw error;
        if (before?.state === 'out') return before;
        return { state: 'out', because: before === undefined ? 'not-yet' : 'ended' };
      }
    },
    staleTime: 30_000,
    retry: (failures, error) => codeOf(error) !== 'sign_in_required' && failures < 3,
  });
}

/** What the pages knew for one operator is forgotten before another's time, and after it. */
export async function noteOperatorSignedIn(client: QueryClient): Promise<void> {
  forgetOthers(client);
  await client.refetchQueries({ queryKey: ME });
}

export function noteOperatorSignedOut(client: QueryClient): void {
  client.setQueryData(ME, { state: 'out', because: 'signed-out' } satisfies Me);
  forgetOthers(client);
}

const forgetOthers = (client: QueryClient): void =>
  client.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== ME[0] });
