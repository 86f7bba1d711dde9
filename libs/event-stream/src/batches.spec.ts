import { Batches, type BatchesOptions } from './batches.js';

interface Item {
  readonly key: string;
  readonly bytes: number;
}

type Answer = string | Error;

/** Each batch waits until the spec lets it go or fail. */
class Held {
  readonly batches: (readonly Item[])[] = [];
  readonly settle: { resolve: (answers?: readonly Answer[]) => void; reject: (error: Error) => void }[] = [];

  readonly send = (items: readonly Item[]): Promise<readonly Answer[]> => {
    this.batches.push(items);
    return new Promise((resolve, reject) => {
      this.settle.push({ resolve: (answers = items.map(({ key }) => key)) => resolve(answers), reject });
    });
  };
}

const record = (key: string, bytes = 10): Item => ({ key, bytes });
const OPTIONS: BatchesOptions<Item> = {
  ...{ mostItems: 500, mostBytes: 512 * 1024, paceMs: 0 },
  bytesOf: ({ bytes }) => bytes,
};
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('publishing in batches', () => {
  let stream: Held;
  let batches: Batches<Item, string>;
  beforeEach(() => {
    stream = new Held();
    batches = new Batches(stream.send, OPTIONS);
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
    await expect(stored).resolves.toBe('b');
  });

  it('sends what is asked for in the very moment the last batch ended', async () => {
    const next = batches.publish(record('a')).then(() => batches.publish(record('b')));
    await turn();
    stream.settle[0]!.resolve();
    await turn();
    stream.settle[1]!.resolve();
    await expect(next).resolves.toBe('b');
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

  it('fails the one that is refused, and no other of its batch', async () => {
    const published = ['a', 'b', 'c'].map((key) => batches.publish(record(key)));
    await turn();
    stream.settle[0]!.resolve(['a', new Error('too large'), 'c']);
    const outcomes = await Promise.allSettled(published);
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  });

  it('waits for the pace before the next batch, and takes along what comes meanwhile', async () => {
    let open = (): void => undefined;
    const waits: number[] = [];
    const wait = (ms: number): Promise<void> => {
      waits.push(ms);
      return new Promise((resolve) => (open = resolve));
    };
    batches = new Batches(stream.send, { ...OPTIONS, paceMs: 60_000, wait });
    const first = batches.publish(record('a'));
    await turn();
    stream.settle[0]!.resolve();
    await first;
    void batches.publish(record('b'));
    await turn();
    void batches.publish(record('c'));
    await turn();
    expect(keys()).toEqual([['a']]);
    open();
    await turn();
    expect(keys()).toEqual([['a'], ['b', 'c']]);
    expect(waits).toEqual([expect.closeTo(60_000, -4)]);
  });
});
