import type { DeviceKind, SignOut } from '../api/shapes.js';
import { kindWord } from './device-words.js';
import { durationWords } from './duration.js';

/** How far a sign-out is, in words. `working`: more is to come by itself. `later`: when the device returns. */
export interface SignOutWords {
  readonly progress: 'working' | 'done' | 'later';
  /** The first clock, or that there is none. */
  readonly blocked: string;
  /** The second clock; null where no receipt is awaited. */
  readonly wiped: string | null;
}

/**
 * The two clocks of a sign-out. A signature proves the device's key, not the wipe: so the device *reports*.
 * A browser has no second clock, and neither has a session that its device ended itself.
 */
export function signOutWords(kind: DeviceKind, signOut: SignOut): SignOutWords {
  const { requestedAt, blockedAt, confirmedAt, awaitsReceipt, reachable } = signOut;
  if (kind === 'browser') return { progress: 'done', blocked: 'Signed out.', wiped: null };
  if (!awaitsReceipt) {
    const word = kindWord(kind);
    return { progress: 'done', blocked: `Signed out by the ${word} itself, or linked anew.`, wiped: null };
  }
  const blocked =
    blockedAt === null
      ? 'Blocking it everywhere…'
      : `Blocked ${durationWords(blockedAt - requestedAt)} after you pressed.`;
  const the = `the ${kindWord(kind)}`;
  if (confirmedAt !== null) {
    const wiped = wipedWords(`The ${kindWord(kind)}`, confirmedAt - requestedAt);
    return { progress: blockedAt === null ? 'working' : 'done', blocked, wiped };
  }
  if (blockedAt === null) return { progress: 'working', blocked, wiped: null };
  if (reachable === true)
    return { progress: 'working', blocked, wiped: `Waiting for ${the} to report it is wiped…` };
  return {
    progress: 'later',
    blocked,
    wiped: 'Not reachable now: it is blocked and cannot play, and will be wiped when it returns.',
  };
}

const MINUTE_MS = 60_000;

const wipedWords = (the: string, ms: number): string =>
  ms < MINUTE_MS
    ? `${the} reports it is wiped, ${durationWords(ms)}.`
    : `${the} came back after ${durationWords(ms)} and reports it is wiped.`;
