import type { OutgoingRecord } from '#libs/event-stream';
import { Batches } from './batches.js';

/** Each batch waits until the spec lets it go or fail. */
class HeldStream {
  readonly batches: (readonly OutgoingRecord[])[] = [];
  readonly settle: { resolve: () => void; reject: (error: Error) => void }[] = [];

  publishAll(records: readonly OutgoingRecord[]): Promise<void> {
    this.batches.push(records);
    return new Promise((resolve, reject) => this.settle.push({ resolve, reject }));
  }
}

const record = (key: string, bytes = 10): OutgoingRecord => ({ topic: 't', key, value: 'v'.repeat(bytes) });
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('publishing in batches', () => {
  let stream: HeldStream;
  let batches: Batches;
  beforeEach(() => {
    stream = new HeldStream();
    batches = new Batches(stream);
  });
  const keys = (): string[][] => stream.batches.map((batch) => batch.map(({ key }) => key));

  it('sends the first at once, and what comes meanwhile together, one batch at a time', async () => {
    const first = batches.publish(record('a'));
    await turn();
    void batches.publish(record('b'));
    void batches.publish(record('c'));
    await turn();
    expect(keys()).toEqual([['a']]);
    stream.settle[0]!.resolve();
    await first;
    await turn();
    expect(keys()).toEqual([['a'], ['b', 'c']]);
  });

  it('says that a record is stored only when its batch is', async () => {
    let stored = false;
    void batches.publish(record('a')).then(() => (stored = true));
    await turn();
    expect(stored).toBe(false);
    stream.settle[0]!.resolve();
    await turn();
    expect(stored).toBe(true);
  });

  it('fails those of a batch that failed, and sends the next', async () => {
    const failed = batches.publish(record('a'));
    await turn();
    const stored = batches.publish(record('b'));
    stream.settle[0]!.reject(new Error('away'));
    await expect(failed).rejects.toThrow('away');
    await turn();
    stream.settle[1]!.resolve();
    await expect(stored).resolves.toBeUndefined();
  });

  it('sends what is asked for in the very moment the last batch ended', async () => {
    const next = batches.publish(record('a')).then(() => batches.publish(record('b')));
    await turn();
    stream.settle[0]!.resolve();
    await turn();
    stream.settle[1]!.resolve();
    await expect(next).resolves.toBeUndefined();
  });

  it('makes no batch that a broker would refuse for its size', async () => {
    for (let i = 0; i < 100; i++) void batches.publish(record(String(i), 16_384));
    await turn();
    expect(stream.batches[0]!.length).toBe(32);
    for (let i = 0; i < 1_000; i++) void batches.publish(record('small'));
    stream.settle[0]!.resolve();
    await turn();
    expect(stream.batches[1]!.length).toBe(32);
  });

  it('sends a record that is larger than a batch by itself', async () => {
    void batches.publish(record('large', 600_000));
    void batches.publish(record('b'));
    await turn();
    expect(keys()).toEqual([['large']]);
  });
});
