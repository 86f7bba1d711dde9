import { useEffect, useState } from 'react';
import './surfaces.css';

const SLOW_AFTER_MS = 4_000;

/** The shape of a list that is on its way; says so once it takes long. */
export function SkeletonRows({ rows, what }: { readonly rows: number; readonly what: string }) {
  const isSlow = useIsSlow();
  return (
    <div role="status">
      <span className="visually-hidden">Loading {what}…</span>
      {Array.from({ length: rows }, (_, row) => (
        <div className="row" key={row} aria-hidden="true">
          <div className="skeleton skeleton-tile" />
          <div className="row-body">
            <div className="skeleton skeleton-line" />
            <div className="skeleton skeleton-line-short" />
          </div>
        </div>
      ))}
      {isSlow && <p className="slow soft small">This takes longer than usual. Still trying…</p>}
    </div>
  );
}

function useIsSlow(): boolean {
  const [isSlow, setIsSlow] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setIsSlow(true), SLOW_AFTER_MS);
    return () => clearTimeout(timer);
  }, []);
  return isSlow;
}
