/** How far the sign-out of one session is. Times are epoch ms of the account API's database. */
export interface SignOut {
  readonly requestedAt: number;
  readonly blockedAt: number | null;
  /** Servers that let sessions in; all of them refuse this one since `blockedAt`. */
  readonly points: number;
  readonly confirmedAt: number | null;
  /** The device's signed word, as it came. */
  readonly receipt: string | null;
}

export interface Streamed {
  readonly sid: string;
  readonly bytes: number;
  readonly bytesAfterRevoked: number;
}

/** What the stage's own server is asked, a line each. */
export const stageApi = {
  approve: async (userCode: string): Promise<boolean> => {
    const body = JSON.stringify({ userCode });
    const headers = { 'content-type': 'application/json' };
    return fetch('/stage/approve', { method: 'POST', headers, body }).then(
      ({ ok }) => ok,
      () => false,
    );
  },
  signOut: async (sid: string): Promise<SignOut | null> => {
    const response = await fetch(`/stage/sign-outs/${encodeURIComponent(sid)}`, { cache: 'no-store' });
    return response.ok ? ((await response.json()) as SignOut) : null;
  },
  streams: async (): Promise<readonly Streamed[]> => {
    const response = await fetch('/stage/streams', { cache: 'no-store' });
    return response.ok ? ((await response.json()) as { sessions: Streamed[] }).sessions : [];
  },
};
