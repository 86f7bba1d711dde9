import { useQuery, useQueryClient, type QueryClient } from '@tanstack/react-query';
import { codeOf } from './problem.js';

/** Why nobody is signed in: never was, signed out here, signed out everywhere from here, or it ended elsewhere. */
export type OutBecause = 'not-yet' | 'signed-out' | 'everywhere' | 'ended';

/** Who is signed in, by an answer of type T. Being signed out is an answer, not an error. */
export type WhoIsIn<T> =
  (T & { readonly state: 'in' }) | { readonly state: 'out'; readonly because: OutBecause };

export const ME = ['me'] as const;

export function useWhoIsIn<T extends object>(ask: (signal: AbortSignal) => Promise<T>) {
  const client = useQueryClient();
  return useQuery<WhoIsIn<T>>({
    queryKey: ME,
    queryFn: async ({ signal }) => {
      const before = client.getQueryData<WhoIsIn<T>>(ME);
      try {
        return { state: 'in', ...(await ask(signal)) };
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

export function noteOut(client: QueryClient, because: OutBecause): void {
  client.setQueryData(ME, { state: 'out', because } satisfies WhoIsIn<object>);
  forgetOthers(client);
}

/** What the pages knew for one is forgotten before another's time, and after it. */
export const forgetOthers = (client: QueryClient): void =>
  client.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== ME[0] });
