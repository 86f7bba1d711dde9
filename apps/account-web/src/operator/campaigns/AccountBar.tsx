import type { Campaign } from '../api/shapes.js';
import { accountOf } from '../words/campaign-words.js';

interface AccountBarProps {
  readonly campaign: Pick<Campaign, 'count' | 'figures'>;
  readonly thin?: boolean;
}

/** How the count adds up, as one bar. For the eye alone: the same figures stand beside it in words. */
export function AccountBar({ campaign, thin = false }: AccountBarProps) {
  const { confirmed, silent, unreachable, beingTold, untouched } = accountOf(campaign);
  const parts = [
    ['confirmed', confirmed],
    ['silent', silent + beingTold],
    ['unreachable', unreachable],
    ['untouched', untouched],
  ] as const;
  return (
    <div className={thin ? 'account-bar account-bar-thin' : 'account-bar'} aria-hidden="true">
      {parts
        .filter(([, count]) => count > 0)
        .map(([part, count]) => (
          <span key={part} className={`account-part account-${part}`} style={{ flexGrow: count }} />
        ))}
    </div>
  );
}
