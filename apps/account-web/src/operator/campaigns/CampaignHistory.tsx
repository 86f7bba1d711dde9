import { agoWords, momentWords } from '../../words/duration.js';
import { useNow } from '../../words/use-now.js';
import '../../activity/activity.css';
import type { HistoryEntry } from '../api/shapes.js';

/** Who did what, newest first. */
export function CampaignHistory({ entries }: { readonly entries: readonly HistoryEntry[] }) {
  const now = useNow();
  if (entries.length === 0) return null;
  return (
    <section className="section" aria-labelledby="history">
      <h2 id="history">History</h2>
      <ol className="card rows history">
        {entries.toReversed().map((entry) => (
          <li className="line" key={`${entry.at} ${entry.what}`}>
            <p className="line-what">{historyWords(entry)}</p>
            <time
              className="soft small"
              dateTime={new Date(entry.at).toISOString()}
              title={momentWords(entry.at)}
            >
              {agoWords(entry.at, now)}
            </time>
          </li>
        ))}
      </ol>
    </section>
  );
}

const historyWords = ({ operator, what }: HistoryEntry): string =>
  operator === null ? `${what.charAt(0).toUpperCase()}${what.slice(1)}` : `${operator.name}: ${what}`;
