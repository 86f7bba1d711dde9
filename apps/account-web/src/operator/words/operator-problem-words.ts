import { codeOf, ProblemError, type ProblemCode } from '../../api/problem.js';
import { problemWords, type ProblemWords } from '../../words/problem-words.js';

/** By code; a code that is not here is told as on the account pages. */
const WORDS: Partial<Record<ProblemCode, ProblemWords>> = {
  sign_in_failed: {
    what: 'That email and password do not match an operator.',
    next: 'Check both and try again. Operators are made by whoever runs this service.',
  },
  campaign_count_changed: {
    what: 'The number has changed since you looked.',
    next: 'Look at the preview again and type the number it shows now. Nothing was ended.',
  },
  campaign_exists: {
    what: 'A campaign of the very same class is under way.',
    next: 'Nothing was ended twice. Look at that one in the list of campaigns.',
  },
  campaign_matches_nobody: {
    what: 'Nobody is in this class.',
    next: 'Nothing was ended. Choose another class.',
  },
  campaign_needs_another: {
    what: 'Another operator must approve this one.',
    next: 'Who made a campaign cannot approve it. Nothing was ended.',
  },
  campaign_not_waiting: {
    what: 'This campaign does not wait any more.',
    next: 'Somebody approved or cancelled it meanwhile. The page shows how it is now.',
  },
  campaign_no_stage: {
    what: 'No stage can be started now.',
    next: 'One is running, or all were started. The page shows how it is now.',
  },
  campaign_telling_not_on: {
    what: 'There is no telling to stop.',
    next: 'It was stopped before. The page shows how it is now.',
  },
  campaign_not_found: { what: 'There is no such campaign.', next: 'Look for it in the list of campaigns.' },
};

export function operatorProblemWords(error: unknown): ProblemWords {
  const own = WORDS[codeOf(error)];
  if (own !== undefined) return own;
  const words = problemWords(error);
  // The API says which member of a class is wrong, and that is what an operator can mend.
  const detail = error instanceof ProblemError ? error.more['detail'] : undefined;
  return typeof detail === 'string' ? { what: words.what, next: sentence(detail) } : words;
}

const sentence = (text: string): string =>
  `${text.charAt(0).toUpperCase()}${text.slice(1)}${/[.!?]$/.test(text) ? '' : '.'}`;
