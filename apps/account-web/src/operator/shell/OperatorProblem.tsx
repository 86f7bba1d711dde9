import type { ReactNode } from 'react';
import { Button } from '../../design/Button.js';
import { Notice } from '../../design/Notice.js';
import { operatorProblemWords } from '../words/operator-problem-words.js';

interface OperatorProblemProps {
  readonly error: unknown;
  readonly onRetry?: () => void;
  readonly children?: ReactNode;
}

/** What went wrong, in plain words, with the way on. */
export function OperatorProblem({ error, onRetry, children }: OperatorProblemProps) {
  const { what, next } = operatorProblemWords(error);
  return (
    <Notice tone="warn" what={what} urgent>
      <p>{next}</p>
      {children}
      {onRetry !== undefined && (
        <div className="notice-actions">
          <Button size="small" onPress={onRetry}>
            Try again
          </Button>
        </div>
      )}
    </Notice>
  );
}
