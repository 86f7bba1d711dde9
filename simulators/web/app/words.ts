import type { Screen } from './screen.js';
import { PlaybackProblem } from './playback-api.js';

export const WHY: Readonly<Record<NonNullable<Screen['because']>, string>> = {
  new: 'Not linked to an account yet.',
  expired: 'That code has expired.',
  denied: 'Somebody chose not to link this device.',
  over: 'This device is not linked any more.',
  'signed-out': 'Signed out.',
  unavailable: 'The service cannot be reached right now.',
};

/** As the receipt names them, and as a person does. */
const WIPED: Readonly<Record<string, string>> = {
  tokens: 'The tokens that let it in',
  profile: 'The profile',
  history: 'Viewing history',
  recommendations: 'Recommendations',
  payment: 'The payment card',
  artwork: 'Artwork',
};
export const wipedWords = (name: string): string => WIPED[name] ?? name.replaceAll('-', ' ');

/** Plain words for what the playback API said, and no more than they can know. */
export function problemWords(error: unknown): string {
  if (!(error instanceof PlaybackProblem)) return 'Something went wrong here.';
  switch (error.code) {
    case 'stream_limit_reached':
      return `This account already plays as much as it may${error.detail === null ? '' : `: ${error.detail}`}. Stop one, then play again.`;
    case 'profile_not_found':
      return 'That profile is gone. Choose another.';
    case 'title_not_found':
    case 'stream_not_found':
    case 'segment_not_found':
      return 'This film cannot be played from here. Start it again.';
    case 'not_fresh':
      return 'The service cannot tell right now who is signed in, so it plays for nobody. It will be back.';
    default:
      return 'The service cannot be reached right now.';
  }
}

export const clockOf = (seconds: number): string =>
  `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, '0')}`;
