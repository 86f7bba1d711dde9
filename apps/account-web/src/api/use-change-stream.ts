import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { BY_THE_CLOCK, ChangeStream, type StreamState } from './change-stream.js';
import { ME } from './who-is-in.js';

interface Followed {
  readonly open: () => EventSource;
  readonly onChanged: () => void;
}

/**
 * One event stream while the page is looked at. A hidden tab holds none, since browsers allow few connections
 * to one server.
 * @param begin called once for each page, and again when it changes: keep it with `useCallback`
 */
export function useChangeStream(begin: () => Followed): StreamState {
  const client = useQueryClient();
  const [stream, setStream] = useState<StreamState>('opening');
  useEffect(() => {
    const changes = new ChangeStream({
      ...begin(),
      onState: (state) => {
        setStream(state);
        // It may be lost because this browser was signed out.
        if (state === 'lost') void client.invalidateQueries({ queryKey: ME });
      },
      ...BY_THE_CLOCK,
    });
    const follow = (): void => (document.hidden ? changes.stop() : changes.start());
    follow();
    document.addEventListener('visibilitychange', follow);
    window.addEventListener('online', follow);
    return () => {
      document.removeEventListener('visibilitychange', follow);
      window.removeEventListener('online', follow);
      changes.stop();
    };
  }, [client, begin]);
  return stream;
}
