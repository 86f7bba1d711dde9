import { Cinema } from '../../support/playback-api/cinema.js';
import { enrolled } from '../../support/stack/enrolled.js';
import { figure } from '../report/figure.js';
import type { Part, PartOptions } from './part.js';

const AIM_P99_MS = 30;
const WARM_UPS = 5;

/** `stream.lastbyte`: from the press until nothing more of the film can come to a client that ignores the sign-out. */
export async function lastByte({ stack, playback, runs, say }: PartOptions): Promise<Part> {
  const cinema = new Cinema(stack, playback);
  try {
    const owner = await cinema.aPerson();
    const devices = await enrolled(stack, owner, WARM_UPS + runs);
    const ends: number[] = [];
    for (const [run, device] of devices.entries()) {
      const player = cinema.playerOf(device);
      const watching = await cinema.watching(player);
      await watching.goesOn();
      const pressedAt = performance.now();
      const { id } = await owner.revokeSession(device.sid);
      const endedAt = await watching.ended;
      await owner.blocked(id);
      const streamed = await cinema.streamed(device.sid);
      if (streamed?.bytesAfterRevoked !== 0 || watching.error?.code !== 'ECONNRESET')
        throw new Error(`the film went on: ${JSON.stringify(streamed)}, ended by ${watching.error?.code}`);
      if (run >= WARM_UPS) ends.push(endedAt - pressedAt);
      player.close();
      if ((run + 1) % 10 === 0) say(`  ${run + 1} films cut off`);
    }
    const last = figure('stream.lastbyte', ends);
    return {
      figures: [last],
      aims: [{ what: 'stream.lastbyte p99, ms', is: last.p99, atMost: AIM_P99_MS }],
      how:
        '`stream.lastbyte` is from sending the sign-out to the reset of the connection, as a client sees it that ' +
        'ignores the security event and reads one long response at the film’s own rate: its last byte came before.',
    };
  } finally {
    cinema.close();
  }
}
