import type { ServerResponse } from 'node:http';
import type { Film } from './film.js';

const EVERY_MS = 20;
/** What a player should have in hand. */
const AHEAD_MS = 2_000;

/**
 * Sends the film at its own rate in small pieces, as a broadcast is sent, and over again when it ends. A client that
 * reads too slowly holds up its own. Ends when the connection does.
 */
export function sendAtItsPace(
  response: ServerResponse,
  film: Pick<Film, 'between' | 'seconds'>,
  sent: () => void,
  monotonicMs: () => number = () => performance.now(),
): void {
  const filmMs = film.seconds * 1000;
  const startedAt = monotonicMs();
  let atMs = 0;
  let waits = false;
  const send = (): void => {
    const toMs = monotonicMs() - startedAt + AHEAD_MS;
    while (!waits && atMs < toMs) {
      const from = atMs % filmMs;
      const to = Math.min(filmMs, from + (toMs - atMs));
      for (const piece of film.between(from, to)) waits = !response.write(piece) || waits;
      atMs += to - from;
    }
    sent();
  };
  const timer = setInterval(send, EVERY_MS);
  response.on('drain', () => (waits = false));
  response.once('close', () => clearInterval(timer));
  send();
}
