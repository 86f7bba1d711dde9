import { useEffect, useRef, type ReactNode } from 'react';
import { useLocation } from 'react-router';
import { hasActed } from './has-acted.js';

interface PageProps {
  readonly title: string;
  readonly lead?: ReactNode;
  readonly narrow?: boolean;
  readonly children: ReactNode;
}

/** A page: its title in the tab and as its heading, which takes the focus when one came here by a link. */
export function Page({ title, lead, narrow = false, children }: PageProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  const { pathname } = useLocation();
  useEffect(() => {
    if (!hasActed() || document.activeElement instanceof HTMLInputElement) return;
    window.scrollTo(0, 0);
    heading.current?.focus({ preventScroll: true });
  }, [pathname]);
  return (
    <div className={narrow ? 'page page-narrow' : 'page'}>
      <title>{`${title} · Signoff`}</title>
      <header className="page-head">
        <h1 ref={heading} tabIndex={-1}>
          {title}
        </h1>
        {lead !== undefined && <p className="soft">{lead}</p>}
      </header>
      {children}
    </div>
  );
}
