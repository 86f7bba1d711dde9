import { CircleCheck, KeyRound, Link2, LogIn, Pencil, Power } from 'lucide-react';
import { useState } from 'react';
import { useActivity } from '../api/queries.js';
import type { ActivityEntry } from '../api/shapes.js';
import { Button } from '../design/Button.js';
import { ProblemNotice } from '../design/Notice.js';
import { SkeletonRows } from '../design/Skeleton.js';
import { activityWords } from '../words/activity-words.js';
import { agoWords, momentWords } from '../words/duration.js';
import { useNow } from '../words/use-now.js';
import './activity.css';

const AT_FIRST = 6;

/** What happened in this account, newest first. */
export function ActivityList({ mySid }: { readonly mySid: string }) {
  const now = useNow();
  const { data, error, isPending, refetch } = useActivity(mySid);
  const [isLong, setIsLong] = useState(false);
  const entries = data ?? [];
  const shown = isLong ? entries : entries.slice(0, AT_FIRST);
  return (
    <section className="section" aria-labelledby="activity">
      <h2 id="activity">Recent activity</h2>
      {error !== null && <ProblemNotice error={error} onRetry={() => void refetch()} />}
      {isPending && (
        <div className="card">
          <SkeletonRows rows={2} what="recent activity" />
        </div>
      )}
      {shown.length > 0 && (
        <ul className="card rows" aria-label="Recent activity">
          {shown.map((entry) => (
            <Line key={entry.id} entry={entry} now={now} />
          ))}
        </ul>
      )}
      {data?.length === 0 && <p className="card card-padded soft">Nothing has happened yet.</p>}
      {entries.length > AT_FIRST && (
        <div>
          <Button look="plain" size="small" onPress={() => setIsLong(!isLong)}>
            {isLong ? 'Show less' : `Show all ${entries.length}`}
          </Button>
        </div>
      )}
    </section>
  );
}

function Line({ entry, now }: { readonly entry: ActivityEntry; readonly now: number }) {
  return (
    <li className="line">
      <Sign entry={entry} />
      <p className="line-what">{activityWords(entry)}</p>
      <time className="soft small" dateTime={new Date(entry.at).toISOString()} title={momentWords(entry.at)}>
        {agoWords(entry.at, now)}
      </time>
    </li>
  );
}

function Sign({ entry: { type, device } }: { readonly entry: ActivityEntry }) {
  const look = { className: 'line-icon', size: 18, strokeWidth: 1.75, 'aria-hidden': true } as const;
  if (type === 'session-confirmed') return <CircleCheck {...look} />;
  if (type === 'password-changed') return <KeyRound {...look} />;
  if (type === 'session-renamed') return <Pencil {...look} />;
  if (type !== 'session-opened') return <Power {...look} />;
  return device?.kind === 'browser' ? <LogIn {...look} /> : <Link2 {...look} />;
}
