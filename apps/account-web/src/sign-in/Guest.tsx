import { Navigate, useSearchParams } from 'react-router';
import { useMe } from '../api/me.js';
import { Shell } from '../shell/Shell.js';
import { safePath } from './safe-path.js';

/** Pages for signing in. Who is signed in already goes on to where they wanted to go. */
export function Guest() {
  const { data: me } = useMe();
  const [params] = useSearchParams();
  if (me?.state === 'in') return <Navigate to={safePath(params.get('next'))} replace />;
  return <Shell me={null} />;
}
