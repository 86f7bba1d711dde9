import { Navigate, useLocation } from 'react-router';
import { LivePages } from '../api/live.js';
import { useMe } from '../api/me.js';
import type { SignedInAnswer } from '../api/shapes.js';
import { ProblemNotice } from '../design/Notice.js';
import { Shell } from '../shell/Shell.js';
import { MeContext } from './me-context.js';

/** Pages of a signed-in person. Others are asked to sign in first, and come back to where they wanted to go. */
export function RequireSignIn() {
  const { data: me, error, refetch } = useMe();
  const { pathname, search, hash } = useLocation();
  if (me === undefined)
    return error === null ? <Opening /> : <Unreachable error={error} retry={() => void refetch()} />;
  if (me.state === 'in') return <SignedInPages me={me} />;
  const hasLeft = me.because === 'signed-out' || me.because === 'everywhere';
  const next = hasLeft || pathname === '/' ? '' : `?next=${encodeURIComponent(pathname + search + hash)}`;
  return <Navigate to={`/sign-in${next}`} replace />;
}

function SignedInPages({ me }: { readonly me: SignedInAnswer }) {
  return (
    <MeContext value={me}>
      <LivePages key={me.sid} sid={me.sid}>
        <Shell me={me} />
      </LivePages>
    </MeContext>
  );
}

function Opening() {
  return (
    <div className="page" role="status">
      <span className="visually-hidden">Loading…</span>
      <div className="skeleton skeleton-title" />
    </div>
  );
}

function Unreachable({ error, retry }: { readonly error: unknown; readonly retry: () => void }) {
  return (
    <main className="page page-narrow">
      <title>Not reachable · Signoff</title>
      <h1>Signoff is not reachable</h1>
      <ProblemNotice error={error} onRetry={retry} />
    </main>
  );
}
