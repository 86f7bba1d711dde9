import type { ReactNode } from 'react';
import { useHeadingFocus } from './use-heading-focus.js';

interface PageProps {
  readonly title: string;
  readonly lead?: ReactNode;
  readonly narrow?: boolean;
  readonly children: ReactNode;
}

/** A page: its title in the tab and as its heading. */
export function Page({ title, lead, narrow = false, children }: PageProps) {
  const heading = useHeadingFocus();
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
