import type { ActivityEntry } from '../api/shapes.js';
import { kindWord } from './device-words.js';

/** One line of the recent activity. A type newer than these pages is told in general words. */
export function activityWords({ type, device }: ActivityEntry): string {
  const what = device === undefined ? 'A device' : device.kind === 'browser' ? device.name : `${device.name}`;
  switch (type) {
    case 'session-opened':
      return device?.kind === 'browser' ? `Signed in with ${what}` : `${what} was linked`;
    case 'session-renamed':
      return `A ${kindWord(device?.kind ?? '')} is now called ${what}`;
    case 'session-revoked':
      return `${what} was signed out`;
    case 'session-left':
      return device?.kind === 'browser' ? `Signed out of ${what}` : `${what} signed itself out`;
    case 'session-superseded':
      return `${what} was linked anew; the link before it has ended`;
    case 'account-revoked':
      return 'All TVs and devices were signed out';
    case 'password-changed':
      return 'Your password was changed';
    case 'session-confirmed':
      return `${what} reported that it is wiped`;
    default:
      return device === undefined ? 'Something changed in your account' : `Something changed for ${what}`;
  }
}

export const activityKind = ({ device }: ActivityEntry): string =>
  device === undefined ? 'account' : kindWord(device.kind);
