/**
 * The mechanism: ProgressReading waited for an offset of a log that was made anew meanwhile. The new log begins at 0
 * and may never come so far, and since callers share one question all later ones waited too: no revocation was
 * looked after, no silent point counted out, until the process was started anew. And before the first record of the
 * new log was handled, its short end passed for read, since more had been read of the old one.
 */
import type { Offsets, OutgoingRecord, Position } from '#libs/event-stream';
import { ProgressReading } from '../../apps/account-api/src/enforcement-points/progress-reading.js';

const aTopic = () => {
  const topic = { end: 0n, published: [] as OutgoingRecord[] };
  const reading = new ProgressReading(
    {
      endOffsets: (): Promise<Offsets> => Promise.resolve(new Map([[0, topic.end]])),
      publish: (record): Promise<Position> => {
        topic.published.push(record);
        return Promise.resolve({ topic: record.topic, partition: 0, offset: topic.end++ });
      },
    },
    'enforcement-progress',
  );
  return { topic, reading };
};
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('the progress topic, made anew while it is read', () => {
  it('lets go of who waits for what the new one does not have, and answers who asks again', async () => {
    const { topic, reading } = aTopic();
    reading.handled(50n);
    topic.end = 101n;
    const waiting = reading.caughtUp();
    waiting.catch(() => {});
    await turn();
    topic.end = 2n;
    reading.handled(0n);
    await expect(waiting).rejects.toThrow('read anew');
    const again = reading.caughtUp();
    await turn();
    reading.handled(1n);
    await again;
  });

  it('is not taken for read before any of it was', async () => {
    const { topic, reading } = aTopic();
    reading.handled(100n);
    topic.end = 2n;
    let caughtUp = false;
    const asked = reading.caughtUp().then(() => (caughtUp = true));
    await turn();
    expect([caughtUp, topic.published.length]).toEqual([false, 1]);
    for (const offset of [0n, 1n, 2n]) reading.handled(offset);
    await asked;
  });
});
