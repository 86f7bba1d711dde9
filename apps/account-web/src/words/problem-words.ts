import { codeOf, ProblemError, type ProblemCode } from '../api/problem.js';
import { durationWords } from './duration.js';

/** What happened, and the way on. */
export interface ProblemWords {
  readonly what: string;
  readonly next: string;
}

const WORDS: Partial<Record<ProblemCode, ProblemWords>> = {
  unreachable: {
    what: 'We cannot reach Signoff right now.',
    next: 'Check your connection, then try again.',
  },
  too_slow: {
    what: 'Signoff is taking too long to answer.',
    next: 'It may have gone through. Trying again does no harm.',
  },
  source_unavailable: {
    what: 'Signoff is having trouble right now.',
    next: 'Nothing was changed. Try again in a moment.',
  },
  internal_error: {
    what: 'Something went wrong on our side.',
    next: 'It has been recorded. Try again in a moment.',
  },
  malformed_request: {
    what: 'Something in this form is not as it should be.',
    next: 'Look through what you typed, then try again.',
  },
  origin_not_allowed: {
    what: 'This page was opened from an address that may not do that.',
    next: 'Open Signoff by its own address and try again.',
  },
  too_many_requests: { what: 'That was tried too often.', next: 'Wait a little, then try again.' },
  sign_in_required: { what: 'You are no longer signed in.', next: 'Sign in to go on.' },
  sign_in_failed: {
    what: 'That email and password do not match an account.',
    next: 'Check both and try again, or create an account.',
  },
  password_required: {
    what: 'You signed in here a while ago.',
    next: 'Type your password to go on.',
  },
  password_wrong: {
    what: 'That is not your password.',
    next: 'Look at the keyboard and type it again. Nothing was changed.',
  },
  email_taken: {
    what: 'There is an account with that email already.',
    next: 'Sign in instead, or use another email.',
  },
  password_too_weak: {
    what: 'That password is too short.',
    next: 'Choose one of at least 10 characters. A short sentence is good.',
  },
  sign_up_closed: {
    what: 'New accounts are not being made here.',
    next: 'Ask whoever runs this service.',
  },
  session_not_found: {
    what: 'That device is no longer in this account.',
    next: 'Nothing is left to do. The list will be looked at again.',
  },
  idempotency_key_reused: {
    what: 'That was already asked in another way.',
    next: 'Close this question and start again.',
  },
  user_code_not_found: {
    what: 'We do not know that code.',
    next: 'Compare it with the screen of your device, letter by letter, and try again.',
  },
  user_code_expired: {
    what: 'That code has expired.',
    next: 'Ask for a new code on your device, and type that one.',
  },
  user_code_used: {
    what: 'That code has been used already.',
    next: 'If it was not you, look at your devices. Else ask for a new code on your device.',
  },
};

export function problemWords(error: unknown): ProblemWords {
  const code = codeOf(error);
  if (code === 'too_many_requests' && error instanceof ProblemError && error.retryAfterS !== null) {
    const wait = durationWords(Math.max(1, error.retryAfterS) * 1_000).replace(/\.0 s$/, ' s');
    return { what: 'That was tried too often.', next: `Try again in ${wait.replace(/ s$/, ' seconds')}.` };
  }
  const words = WORDS[code];
  if (words !== undefined) return words;
  // A code newer than these pages: the server's own words are plain too.
  const title = error instanceof ProblemError ? error.title : null;
  return { what: title ?? 'That did not work.', next: 'Try again in a moment.' };
}
