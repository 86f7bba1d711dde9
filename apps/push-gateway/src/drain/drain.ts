import { setTimeout as delay } from 'node:timers/promises';
import type { Connection } from '../hub/connection.js';
import { inSlices } from '../hub/in-slices.js';
import { textFrame } from '../socket/text-frame.js';

/** What draining needs of the sockets. */
export interface Drainable {
  drain(): readonly Connection[];
  empty(): Promise<void>;
}

const TOLD_A_SLICE = 64;
const STEP_MS = 20;

/**
 * Sends all devices away, spread over a window, so that whoever takes them in is not met by all at once: each hears
 * at once that it will have to come back, and in what time. Resolves once no socket is left.
 */
export async function drain(sockets: Drainable, windowMs: number): Promise<void> {
  const connections = sockets.drain();
  const frame = textFrame({
    type: 'going-away',
    reconnectWithinS: Math.max(1, Math.ceil(windowMs / 1000)),
  });
  const begun = performance.now();
  await inSlices(connections, TOLD_A_SLICE, (connection) => connection.write(frame));
  let closed = 0;
  while (closed < connections.length) {
    const share = windowMs === 0 ? 1 : (performance.now() - begun) / windowMs;
    const due = Math.min(connections.length, 1 + Math.floor(share * connections.length));
    await inSlices(connections.slice(closed, due), TOLD_A_SLICE, (connection) =>
      connection.end('going_away'),
    );
    closed = due;
    if (closed < connections.length) await delay(STEP_MS);
  }
  await sockets.empty();
}
