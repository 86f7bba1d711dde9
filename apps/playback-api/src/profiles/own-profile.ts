import { SignoffError } from '#libs/errors';
import type { Profile, ProfileStore } from './profile-store.js';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** The account's own profile. Errors: profile_not_found, for another's too: nobody learns that it exists. */
export async function ownProfile(
  store: Pick<ProfileStore, 'find'>,
  sub: string,
  id: unknown,
): Promise<Profile> {
  const profile = typeof id === 'string' && UUID.test(id) ? await store.find(sub, id) : null;
  if (profile === null) throw new SignoffError('profile_not_found');
  return profile;
}
