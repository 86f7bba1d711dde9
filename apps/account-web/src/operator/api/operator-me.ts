import type { QueryClient } from '@tanstack/react-query';
import { forgetOthers, ME, useWhoIsIn } from '../../api/who-is-in.js';
import { operatorApi } from './operator-api.js';
import type { Operator } from './shapes.js';

export const useOperatorMe = () => useWhoIsIn<Operator>((signal) => operatorApi.me(signal));

/** The cookie is there: who it is for is asked anew. */
export async function noteOperatorSignedIn(client: QueryClient): Promise<void> {
  forgetOthers(client);
  await client.refetchQueries({ queryKey: ME });
}
