const CLOCK = new Intl.DateTimeFormat('en-GB', {
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  fractionalSecondDigits: 2,
});

/** "22:14:03.25", by this browser's time zone. */
export const clockWords = (at: number): string => CLOCK.format(at);
