import { useEffect, useState } from 'react';
import type { StreamState } from '../../api/change-stream.js';
import { Notice } from '../../design/Notice.js';

/** A break shorter than this is over before anyone could read of it. */
const SAY_AFTER_MS = 2_500;

/** Says so while what is shown may be out of date. */
export function StreamNotice({ stream }: { readonly stream: StreamState }) {
  const [isLong, setIsLong] = useState(false);
  useEffect(() => {
    if (stream !== 'lost') return;
    const timer = setTimeout(() => setIsLong(true), SAY_AFTER_MS);
    return () => {
      clearTimeout(timer);
      setIsLong(false);
    };
  }, [stream]);
  if (!isLong) return null;
  return (
    <Notice tone="warn" what="The connection to Signoff is lost.">
      <p>The figures may be out of date; what was ended stays ended. It comes back by itself.</p>
    </Notice>
  );
}
