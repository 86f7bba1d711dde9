import { numberWords } from '../words/numbers.js';
import type { Seen, Tally } from './tile-state.js';

export const SEEN_WORDS: Readonly<Record<Seen, string>> = {
  online: 'online',
  offline: 'offline',
  blocked: 'blocked, receipt awaited',
  blockedOffline: 'blocked, not reached',
  confirmed: 'reported wiped',
};
const ORDER: readonly Seen[] = ['online', 'offline', 'blocked', 'blockedOffline', 'confirmed'];

/** What each colour means and how many tiles have it: the wall in figures, for who does not see it too. */
export function Legend({ tally }: { readonly tally: Tally }) {
  return (
    <dl className="wall-legend" aria-label="The wall in figures">
      {ORDER.map((seen) => (
        <div key={seen} className="wall-key">
          <dt className="small">
            <span className={`wall-dot wall-${seen}`} aria-hidden="true" />
            {SEEN_WORDS[seen]}
          </dt>
          <dd className="wall-figure" data-seen={seen}>
            {numberWords(tally[seen])}
          </dd>
        </div>
      ))}
    </dl>
  );
}
