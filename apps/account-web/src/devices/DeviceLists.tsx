import { MonitorOff } from 'lucide-react';
import { useState } from 'react';
import { Link } from 'react-router';
import { useSessions } from '../api/queries.js';
import type { Session, SignOut } from '../api/shapes.js';
import { Button, buttonClass } from '../design/Button.js';
import { ProblemNotice } from '../design/Notice.js';
import { SkeletonRows } from '../design/Skeleton.js';
import { useNow } from '../words/use-now.js';
import { DeviceRow } from './DeviceRow.js';
import './devices.css';
import { SignedOutRow } from './SignedOutRow.js';
import { SignOutOne } from './SignOutOne.js';

type Over = Session & { readonly signOut: SignOut };
const isOver = (session: Session): session is Over => session.signOut !== null;

/** Where this account is signed in, and what was signed out within the day. */
export function DeviceLists({ mySid }: { readonly mySid: string }) {
  const now = useNow();
  const sessions = useSessions(mySid);
  const [asked, setAsked] = useState<Session | null>(null);
  const [justOver, setJustOver] = useState<string | null>(null);
  const all = sessions.data ?? [];
  const on = all.filter((session) => session.signOut === null).toSorted(currentFirst);
  const over = all.filter(isOver).toSorted((a, b) => b.signOut.requestedAt - a.signOut.requestedAt);
  return (
    <>
      <section className="section" aria-labelledby="devices">
        <div className="section-head">
          <h2 id="devices">Devices</h2>
          {on.length > 0 && <p className="soft small">{summary(on, sessions.hasNextPage)}</p>}
        </div>
        {sessions.isError && <ProblemNotice error={sessions.error} onRetry={() => void sessions.refetch()} />}
        {sessions.isPending && (
          <div className="card">
            <SkeletonRows rows={3} what="your devices" />
          </div>
        )}
        {on.length > 0 && (
          <ul className="card rows" aria-label="Signed in">
            {on.map((session) => (
              <DeviceRow key={session.sid} session={session} now={now} onSignOut={setAsked} />
            ))}
          </ul>
        )}
        {sessions.isSuccess && !on.some(({ current }) => !current) && <OnlyThisBrowser />}
        {sessions.hasNextPage && (
          <Button pending={sessions.isFetchingNextPage} onPress={() => void sessions.fetchNextPage()}>
            {sessions.isFetchingNextPage ? 'Looking…' : 'Show more devices'}
          </Button>
        )}
      </section>
      {over.length > 0 && (
        <section className="section" aria-labelledby="signed-out">
          <div className="section-head">
            <h2 id="signed-out">Signed out</h2>
            <p className="soft small">within the last day</p>
          </div>
          <ul className="card rows" aria-label="Signed out within the last day">
            {over.map((session) => (
              <SignedOutRow
                key={session.sid}
                session={session}
                now={now}
                mySid={mySid}
                takesFocus={session.sid === justOver}
              />
            ))}
          </ul>
        </section>
      )}
      <SignOutOne session={asked} onClose={() => setAsked(null)} onSignedOut={setJustOver} />
    </>
  );
}

const currentFirst = (a: Session, b: Session): number => Number(b.current) - Number(a.current);

function summary(on: readonly Session[], isPart: boolean): string {
  const online = on.filter(({ online }) => online).length;
  return `${on.length}${isPart ? ' and more' : ''} signed in · ${online} online now`;
}

function OnlyThisBrowser() {
  return (
    <div className="card empty">
      <MonitorOff className="empty-icon" size={32} strokeWidth={1.5} aria-hidden="true" />
      <p>No TV or phone is signed in.</p>
      <p className="soft small empty-more">Open the app on your TV or phone: it shows a code to type here.</p>
      <Link className={buttonClass('quiet', 'small')} to="/activate">
        Link a TV or phone
      </Link>
    </div>
  );
}
