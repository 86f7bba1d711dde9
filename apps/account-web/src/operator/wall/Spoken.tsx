import { useAtMostEach } from '../campaigns/use-at-most-each.js';
import { numberWords } from '../words/numbers.js';
import type { Tally } from './tile-state.js';

const SAY_EACH_MS = 5_000;

/** The wall said aloud, at a pace one can listen to, and only when it is another. */
export function Spoken({ tally }: { readonly tally: Tally }) {
  const { online, offline, blocked, blockedOffline, confirmed } = tally;
  const words =
    blocked + blockedOffline + confirmed === 0
      ? `${numberWords(online)} devices online, ${numberWords(offline)} offline.`
      : `${numberWords(blocked + blockedOffline + confirmed)} devices blocked, ` +
        `${numberWords(confirmed)} of them reported wiped, ${numberWords(blockedOffline)} not reached.`;
  const said = useAtMostEach(words, SAY_EACH_MS);
  return (
    <p className="visually-hidden" role="status">
      {said}
    </p>
  );
}
