import { useState } from 'react';
import { useLive } from '../api/live.js';
import { useSessions } from '../api/queries.js';
import { serverNow } from '../api/server-clock.js';
import type { Session } from '../api/shapes.js';

/** A code lives an hour at the most, so a session opened now was approved within it. */
const CODE_LIFE_MS = 60 * 60_000;
/** The server's time, as pages know it, is good to about a second. */
const SLACK_MS = 60_000;

/**
 * TVs and phones that were linked while this page was open, and not from here. By the list itself, not by the
 * event that made the page look at it: an event may be missed, what is listed is not.
 */
export function useNewDevices(mySid: string): readonly Session[] {
  const { data } = useSessions(mySid);
  const { approvedHere } = useLive();
  const [since] = useState(() => serverNow() - CODE_LIFE_MS - SLACK_MS);
  const [known, setKnown] = useState<ReadonlySet<string> | null>(null);
  if (known === null && data !== undefined) setKnown(new Set(data.map(({ sid }) => sid)));
  if (data === undefined || known === null) return [];
  return data.filter(
    ({ sid, kind, createdAt }) =>
      kind !== 'browser' &&
      // Older ones come with "Show more devices".
      createdAt > since &&
      !known.has(sid) &&
      !approvedHere.has(sid),
  );
}
