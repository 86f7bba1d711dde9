import { createContext, use } from 'react';
import type { SignedInAnswer } from '../api/shapes.js';

export const MeContext = createContext<SignedInAnswer | null>(null);

/** Who is signed in, on pages behind RequireSignIn. */
export function useSignedIn(): SignedInAnswer {
  const me = use(MeContext);
  if (me === null) throw new Error('This page is not behind RequireSignIn');
  return me;
}
