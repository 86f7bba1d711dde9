import type { QueryClient } from '@tanstack/react-query';
import { accountApi } from './account-api.js';
import type { SignedInAnswer } from './shapes.js';
import { forgetOthers, ME, useWhoIsIn, type WhoIsIn } from './who-is-in.js';

export const useMe = () => useWhoIsIn<SignedInAnswer>((signal) => accountApi.me(signal));

/** From now on the pages are this person's; what they knew of another's is forgotten. */
export function noteSignedIn(client: QueryClient, answer: SignedInAnswer): void {
  forgetOthers(client);
  client.setQueryData<WhoIsIn<SignedInAnswer>>(ME, { state: 'in', ...answer });
}
