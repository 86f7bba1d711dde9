/** What keeps Signoff from starting, in words for the person at the terminal: what is amiss, and what to do. */
export class CannotStart extends Error {
  override readonly name = 'CannotStart';
}

const DISK_FULL = /ENOSPC|No space left on device|could not extend file/i;

/** The words for an error from anywhere, or null when it is a fault of ours that needs its stack. */
export function wordsFor(error: unknown): string | null {
  if (error instanceof CannotStart)
    return isDiskFull(error.message) ? diskFull(error.message) : error.message;
  if (!(error instanceof Error)) return null;
  if (error.name === 'DatabaseNewerError') return `${error.message}\nNothing was changed.`;
  const { code, path } = error as NodeJS.ErrnoException;
  if (code === 'ENOSPC' || isDiskFull(error.message)) return diskFull(error.message);
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS')
    return `${path ?? 'A file'} cannot be written (${code}). Run Signoff as the user that owns this folder.`;
  return null;
}

export const isDiskFull = (text: string): boolean => DISK_FULL.test(text);

export const diskFull = (text: string): string =>
  `The disk is full, so nothing more was begun and nothing is lost. Make room, then run the command again.\n(${firstLine(text)})`;

const firstLine = (text: string): string => text.split('\n').find((line) => isDiskFull(line)) ?? text;
