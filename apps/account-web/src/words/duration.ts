const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** "6 ms", "1.4 s", "12 s", "3 minutes", "5 hours". A duration below one millisecond reads as one. */
export function durationWords(ms: number): string {
  if (ms < 999.5) return `${Math.max(1, Math.round(ms))} ms`;
  if (ms < 9_950) return `${(ms / SECOND).toFixed(1)} s`;
  if (ms < 59_500) return `${Math.round(ms / SECOND)} s`;
  return roundly(ms);
}

/** "a moment ago", "5 minutes ago", "yesterday", "on 3 March 2026". */
export function agoWords(at: number, now: number): string {
  const ms = Math.max(0, now - at);
  if (ms < MINUTE) return 'a moment ago';
  if (ms < DAY) return `${roundly(ms)} ago`;
  if (ms < 2 * DAY) return 'yesterday';
  if (ms < 30 * DAY) return `${Math.floor(ms / DAY)} days ago`;
  return `on ${DATE.format(at)}`;
}

const DATE = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'long', year: 'numeric' });
const MOMENT = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'long',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
});

/** "24 November at 22:14:03": by this browser's time zone. */
export const momentWords = (at: number): string => MOMENT.format(at);

function roundly(ms: number): string {
  if (ms < HOUR) return counted(Math.max(1, Math.floor(ms / MINUTE)), 'minute');
  if (ms < 2 * DAY) return counted(Math.floor(ms / HOUR), 'hour');
  return counted(Math.floor(ms / DAY), 'day');
}

/** "1 minute", "3 minutes". */
export const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;

/** "2 TVs, 1 phone and 1 browser". */
export function listed(parts: readonly string[]): string {
  const last = parts.at(-1) ?? '';
  return parts.length < 2 ? last : `${parts.slice(0, -1).join(', ')} and ${last}`;
}
