import { Navigate, useSearchParams } from 'react-router';
import { safePath } from '../../sign-in/safe-path.js';
import { useOperatorMe } from '../api/operator-me.js';
import { OperatorShell } from '../shell/OperatorShell.js';

/** The page for signing in. Who is signed in already goes on to where they wanted to go. */
export function OperatorGuest() {
  const { data: me } = useOperatorMe();
  const [params] = useSearchParams();
  if (me?.state === 'in') return <Navigate to={safePath(params.get('next'))} replace />;
  return <OperatorShell operator={null} />;
}
