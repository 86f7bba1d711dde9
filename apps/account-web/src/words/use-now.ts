import { useEffect, useState } from 'react';
import { serverNow } from '../api/server-clock.js';

const LOOK_AT_THE_CLOCK_MS = 20_000;

/** The server's time, for words such as "5 minutes ago": they grow older while the page stays open. */
export function useNow(): number {
  const [, tick] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => tick((count) => count + 1), LOOK_AT_THE_CLOCK_MS);
    return () => clearInterval(timer);
  }, []);
  return serverNow();
}
