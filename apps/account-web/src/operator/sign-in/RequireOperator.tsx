import { Navigate, useLocation } from 'react-router';
import { useOperatorMe } from '../api/operator-me.js';
import { OperatorProblem } from '../shell/OperatorProblem.js';
import { OperatorShell } from '../shell/OperatorShell.js';
import { OperatorContext } from './operator-context.js';

/** Pages of a signed-in operator. Others are asked to sign in first, and come back to where they wanted to go. */
export function RequireOperator() {
  const { data: me, error, refetch } = useOperatorMe();
  const { pathname, search } = useLocation();
  if (me === undefined)
    return error === null ? <Opening /> : <Unreachable error={error} retry={() => void refetch()} />;
  if (me.state === 'in')
    return (
      <OperatorContext value={me}>
        <OperatorShell key={me.operatorId} operator={me} />
      </OperatorContext>
    );
  const next =
    me.because === 'signed-out' || pathname === '/' ? '' : `?next=${encodeURIComponent(pathname + search)}`;
  return <Navigate to={`/sign-in${next}`} replace />;
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
      <title>Not reachable · Signoff operators</title>
      <h1>Signoff is not reachable</h1>
      <OperatorProblem error={error} onRetry={retry} />
    </main>
  );
}
