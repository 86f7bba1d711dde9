export interface Profile {
  readonly id: string;
  readonly name: string;
  /** Of its picture, as #rrggbb. */
  readonly colour: string;
}

/** The profiles of an account, at most five; an account that is seen for the first time gets two. */
export interface ProfileStore {
  of(sub: string): Promise<readonly Profile[]>;
  /** Null for a profile of another account, as for one that does not exist. */
  find(sub: string, id: string): Promise<Profile | null>;
}

export const PROFILE_STORE = Symbol('ProfileStore');
