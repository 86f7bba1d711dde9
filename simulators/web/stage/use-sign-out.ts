import { useEffect, useState } from 'react';
import { stageApi, type SignOut, type Streamed } from './stage-api.js';

const STREAMS_MS = 1_000;

/** Called at each change of the account, told by the account API itself; each opening counts as one. */
function onChanges(changed: () => void): () => void {
  const source = new EventSource('/stage/events');
  source.addEventListener('open', changed);
  source.addEventListener('changed', changed);
  return () => source.close();
}

/** Counts up at each change of the account. */
export function useChanges(): number {
  const [changes, setChanges] = useState(0);
  useEffect(() => onChanges(() => setChanges((count) => count + 1)), []);
  return changes;
}

/** The sign-out that ended a session, as far as it is; null while there is none. */
export function useSignOut(sid: string | null, changes: number): SignOut | null {
  const [found, setFound] = useState<{ readonly sid: string; readonly signOut: SignOut } | null>(null);
  const isDone = found?.sid === sid && found?.signOut.confirmedAt !== null;
  useEffect(() => {
    if (sid === null || isDone) return;
    let gone = false;
    void stageApi.signOut(sid).then((signOut) => {
      if (!gone && signOut !== null) setFound({ sid, signOut });
    });
    return () => void (gone = true);
  }, [sid, changes, isDone]);
  return found?.sid === sid ? found.signOut : null;
}

export function useStreams(): readonly Streamed[] {
  const [streams, setStreams] = useState<readonly Streamed[]>([]);
  useEffect(() => {
    const look = (): void => void stageApi.streams().then(setStreams, () => undefined);
    look();
    const timer = setInterval(look, STREAMS_MS);
    return () => clearInterval(timer);
  }, []);
  return streams;
}
