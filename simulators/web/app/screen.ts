import type { Code, DeviceEvent } from '#libs/device-client';
import type { Profile, Shelf, Title } from './shapes.js';

type Because = Extract<DeviceEvent, { type: 'enrolment-screen' }>['because'];

/** The film that was cut off by a sign-out. */
export interface CutOff {
  readonly title: string;
  readonly atS: number;
}

/** What the last sign-out did. */
export interface SignedOut {
  readonly wiped: readonly string[];
  /** `none`: the device signed itself out, and no receipt is awaited. */
  readonly receipt: 'none' | 'sending' | 'stored';
  readonly cutOff: CutOff | null;
  /** Looked for again after the wipe, and nothing was found. Null while that is under way. */
  readonly isEmpty: boolean | null;
}

export interface Problem {
  readonly words: string;
  /** What the person can do about it. */
  readonly again: 'profiles' | 'shelf' | 'film' | null;
}

/** All that a screen shows. */
export interface Screen {
  readonly at:
    'starting' | 'elsewhere' | 'broken' | 'enrolment' | 'asking' | 'code' | 'profiles' | 'shelf' | 'film';
  readonly because: Because | null;
  readonly code: Code | null;
  readonly sid: string | null;
  readonly online: boolean;
  readonly signedOut: SignedOut | null;
  readonly profiles: readonly Profile[] | null;
  readonly profile: Profile | null;
  readonly shelf: Shelf | null;
  readonly title: Title | null;
  readonly problem: Problem | null;
}

export const FIRST_SCREEN: Screen = {
  at: 'starting',
  because: null,
  code: null,
  sid: null,
  online: false,
  signedOut: null,
  profiles: null,
  profile: null,
  shelf: null,
  title: null,
  problem: null,
};

/** What an event of the device changes. What belongs to the account leaves the screen with it. */
export function afterEvent(screen: Screen, event: DeviceEvent, cutOff: CutOff | null): Screen {
  switch (event.type) {
    case 'enrolment-screen':
      return { ...FIRST_SCREEN, at: 'enrolment', because: event.because, signedOut: screen.signedOut };
    case 'user-code':
      return { ...screen, at: 'code', code: event.code };
    case 'linked':
      return { ...FIRST_SCREEN, at: 'profiles', sid: event.session.sid };
    case 'online':
      return { ...screen, online: true };
    case 'offline':
      return { ...screen, online: false };
    case 'stopped-playing':
      return screen.at === 'film' ? { ...screen, at: 'shelf', title: null } : screen;
    case 'signed-out': {
      const receipt = event.jti === null ? 'none' : 'sending';
      return { ...screen, signedOut: { wiped: event.wiped, receipt, cutOff, isEmpty: null } };
    }
    case 'receipt-stored':
      return screen.signedOut === null
        ? screen
        : { ...screen, signedOut: { ...screen.signedOut, receipt: 'stored' } };
    case 'event-refused':
      return screen;
    default:
      return forgotten(event);
  }
}

function forgotten(event: never): never {
  throw new Error(`no screen for ${JSON.stringify(event)}`);
}
