import type { DeviceKind, Session } from '../api/shapes.js';
import { agoWords, counted, listed } from './duration.js';

/** What people call a device of a kind; one that this version does not know is a device. */
export const kindWord = (kind: string): string =>
  kind === 'tv' ? 'TV' : kind === 'phone' ? 'phone' : kind === 'browser' ? 'browser' : 'device';

/** The same, where a line begins with it. */
export const kindTitle = (kind: string): string =>
  kindWord(kind).replace(/^./, (letter) => letter.toUpperCase());

export const lastActiveWords = (session: Pick<Session, 'online' | 'lastSeenAt'>, now: number): string =>
  session.online ? 'Online now' : `Last active ${agoWords(session.lastSeenAt, now)}`;

/** "2 TVs, 1 phone and 1 browser"; the empty text for none. */
export function countWords(sessions: readonly { readonly kind: DeviceKind }[]): string {
  const kinds: readonly DeviceKind[] = ['tv', 'phone', 'browser'];
  return listed(
    kinds
      .map((kind) => [kindWord(kind), sessions.filter((session) => session.kind === kind).length] as const)
      .filter(([, count]) => count > 0)
      .map(([word, count]) => counted(count, word)),
  );
}
