import { CircleCheck, Info, TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import { problemWords, type ProblemWords } from '../words/problem-words.js';
import { Button } from './Button.js';
import './surfaces.css';

interface NoticeProps {
  readonly tone?: 'plain' | 'good' | 'warn';
  readonly what: string;
  readonly children?: ReactNode;
  /** Said aloud at once, for what went wrong; else at the next pause. */
  readonly urgent?: boolean;
}

const ICONS = { plain: Info, good: CircleCheck, warn: TriangleAlert } as const;

export function Notice({ tone = 'plain', what, children, urgent = false }: NoticeProps) {
  const Icon = ICONS[tone];
  return (
    <div className={`notice notice-${tone}`} role={urgent ? 'alert' : 'status'}>
      <Icon className="notice-icon" size={20} aria-hidden="true" />
      <div className="notice-body">
        <p className="notice-what">{what}</p>
        {children}
      </div>
    </div>
  );
}

export interface ProblemNoticeProps {
  readonly error: unknown;
  readonly onRetry?: () => void;
  readonly children?: ReactNode;
  readonly words?: (error: unknown) => ProblemWords;
}

/** What went wrong, in plain words, with the way on. */
export function ProblemNotice({ words = problemWords, error, onRetry, children }: ProblemNoticeProps) {
  const { what, next } = words(error);
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
