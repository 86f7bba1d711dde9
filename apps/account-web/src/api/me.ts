import { useQuery, useQueryClient, type QueryClient } from '@tanstack/react-query';
import { accountApi } from './account-api.js';
import { codeOf } from './problem.js';
import type { SignedInAnswer } from './shapes.js';

/** Why nobody is signed in: never was, signed out here, signed out everywhere from here, or it ended elsewhere. */
export type OutBecause = 'not-yet' | 'signed-out' | 'everywhere' | 'ended';

interface SignedIn extends SignedInAnswer {
  readonly state: 'in';
}

interface SignedOut {
  readonly state: 'out';
  readonly because: OutBecause;
}

export type Me = SignedIn | SignedOut;

export const ME = ['me'] as const;

/** Who is signed in. Being signed out is an answer, not an error. */
export function useMe() {
  const client = useQueryClient();
  return useQuery<Me>({
    queryKey: ME,
    queryFn: async ({ signal }) => {
      const before = client.getQueryData<Me>(ME);
      try {
        return { state: 'in', ...(await accountApi.me(signal)) };
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

/** From now on the pages are this person's; what they knew of another's is forgotten. */
export function noteSignedIn(client: QueryClient, answer: SignedInAnswer): void {
  forgetOthers(client);
  client.setQueryData<Me>(ME, { state: 'in', ...answer });
}

export function noteSignedOut(client: QueryClient, because: OutBecause): void {
  client.setQueryData(ME, { state: 'out', because } satisfies Me);
  forgetOthers(client);
}

const forgetOthers = (client: QueryClient): void =>
  client.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== ME[0] });
