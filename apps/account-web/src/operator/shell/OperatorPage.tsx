import type { ReactNode } from 'react';
import { useHeadingFocus } from '../../design/use-heading-focus.js';

interface OperatorPageProps {
  readonly title: string;
  readonly lead?: ReactNode;
  readonly narrow?: boolean;
  /** Beside the heading: what can be done here. */
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}

/** A page of the operators: wider than an account's, with what can be done there beside its heading. */
export function OperatorPage({ title, lead, narrow = false, actions, children }: OperatorPageProps) {
  const heading = useHeadingFocus();
  const look = narrow ? 'page-narrow' : 'page-desk';
  return (
    <div className={`page ${look}`}>
      <title>{`${title} · Signoff operators`}</title>
      <header className="desk-head">
        <div className="page-head">
          <h1 ref={heading} tabIndex={-1}>
            {title}
          </h1>
          {lead !== undefined && <p className="soft">{lead}</p>}
        </div>
        {actions !== undefined && <div className="desk-actions">{actions}</div>}
      </header>
      {children}
    </div>
  );
}
