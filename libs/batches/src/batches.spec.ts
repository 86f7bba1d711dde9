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

describe('what is done in batches', () => {
  let stream: Held;
  let batches: Batches<Item, string>;
  beforeEach(() => {
    stream = new Held();
    batches = new Batches(stream.send, OPTIONS);
  });
  const keys = (): string[][] => stream.batches.map((batch) => batch.map(({ key }) => key));

  it('is begun at once, and what comes meanwhile together, one batch at a time', async () => {
    const first = batches.do(record('a'));
    await turn();
    void batches.do(record('b'));
    void batches.do(record('c'));
    await turn();
    expect(keys()).toEqual([['a']]);
    stream.settle[0]!.resolve();
    await first;
    await turn();
    expect(keys()).toEqual([['a'], ['b', 'c']]);
  });

  it('is answered only when its batch is done', async () => {
    let stored = false;
    void batches.do(record('a')).then(() => (stored = true));
    await turn();
    expect(stored).toBe(false);
    stream.settle[0]!.resolve();
    await turn();
    expect(stored).toBe(true);
  });

  it('fails with its batch, and the next is done', async () => {
    const failed = batches.do(record('a'));
    await turn();
    const stored = batches.do(record('b'));
    stream.settle[0]!.reject(new Error('away'));
    await expect(failed).rejects.toThrow('away');
    await turn();
    stream.settle[1]!.resolve();
    await expect(stored).resolves.toBe('b');
  });

  it('is done though it is asked for in the very moment the last batch ended', async () => {
    const next = batches.do(record('a')).then(() => batches.do(record('b')));
    await turn();
    stream.settle[0]!.resolve();
    await turn();
    stream.settle[1]!.resolve();
    await expect(next).resolves.toBe('b');
  });

  it('comes in no batch of more bytes than are allowed', async () => {
    for (let i = 0; i < 100; i++) void batches.do(record(String(i), 16_384));
    await turn();
    expect(stream.batches[0]!.length).toBe(32);
    for (let i = 0; i < 1_000; i++) void batches.do(record('small'));
    stream.settle[0]!.resolve();
    await turn();
    expect(stream.batches[1]!.length).toBe(32);
  });

  it('is done by itself where it is larger than a batch', async () => {
    void batches.do(record('large', 600_000));
    void batches.do(record('b'));
    await turn();
    expect(keys()).toEqual([['large']]);
  });

  it('fails where it is refused itself, and no other of its batch', async () => {
    const published = ['a', 'b', 'c'].map((key) => batches.do(record(key)));
    await turn();
    stream.settle[0]!.resolve(['a', new Error('too large'), 'c']);
    const outcomes = await Promise.allSettled(published);
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  });

  it('waits for the pace where a batch was just begun, and goes with what comes meanwhile', async () => {
    let open = (): void => undefined;
    const waits: number[] = [];
    const wait = (ms: number): Promise<void> => {
      waits.push(ms);
      return new Promise((resolve) => (open = resolve));
    };
    batches = new Batches(stream.send, { ...OPTIONS, paceMs: 60_000, wait });
    const first = batches.do(record('a'));
    await turn();
    stream.settle[0]!.resolve();
    await first;
    void batches.do(record('b'));
    await turn();
    void batches.do(record('c'));
    await turn();
    expect(keys()).toEqual([['a']]);
    open();
    await turn();
    expect(keys()).toEqual([['a'], ['b', 'c']]);
    expect(waits).toEqual([expect.closeTo(60_000, -4)]);
  });

  it('is done alone when its batch failed by what may be one item, and then fails alone', async () => {
    const ran: string[][] = [];
    const run = (items: readonly Item[]): Promise<readonly Answer[]> => {
      ran.push(items.map(({ key }) => key));
      return items.some(({ key }) => key === 'bad')
        ? Promise.reject(new Error('refused'))
        : Promise.resolve(items.map(({ key }) => key));
    };
    batches = new Batches(run, { ...OPTIONS, isOfOne: (error) => (error as Error).message === 'refused' });
    const outcomes = await Promise.allSettled(['a', 'bad', 'c'].map((key) => batches.do(record(key))));
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(ran).toEqual([['a', 'bad', 'c'], ['a'], ['bad'], ['c']]);
  });

  it('is gathered only while as many batches are under way as may be', async () => {
    batches = new Batches(stream.send, { ...OPTIONS, atOnce: 2 });
    void batches.do(record('a'));
    await turn();
    void batches.do(record('b'));
    await turn();
    void batches.do(record('c'));
    void batches.do(record('d'));
    await turn();
    expect(keys()).toEqual([['a'], ['b']]);
    expect(batches.waiting).toBe(2);
    stream.settle[1]!.resolve();
    await turn();
    expect(keys()).toEqual([['a'], ['b'], ['c', 'd']]);
  });

  it('is one batch where it is asked for in one moment, however many may be under way, and none is empty', async () => {
    batches = new Batches(stream.send, { ...OPTIONS, atOnce: 2 });
    for (const key of ['a', 'b', 'c']) void batches.do(record(key));
    await turn();
    expect(keys()).toEqual([['a', 'b', 'c']]);
  });
});
