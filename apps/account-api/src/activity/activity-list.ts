export interface ActivityEntry {
  readonly id: string;
  readonly at: number;
  readonly type: string;
  readonly sid?: string;
  readonly revocationId?: string;
  readonly device?: { readonly kind: string; readonly name: string; readonly model: string };
}

/** What happened in an account, newest first. */
export interface ActivityList {
  list(sub: string, limit: number): Promise<readonly ActivityEntry[]>;
}

export const ACTIVITY_LIST = Symbol('ActivityList');
