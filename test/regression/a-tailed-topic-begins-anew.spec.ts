/**
 * The mechanism: EventStreamStrategy met a gap, ended the reader and began another. If that one could not begin
 * (a broker that comes back with a shorter log is often away a moment longer) the rejection was nobody's, which
 * ends the process; and a gap that came before `tail` had answered ended no reader, or the one before.
 */
import { EventStreamStrategy, type EventStream, type TailOptions } from '#libs/event-stream';
import { until } from '../support/account-api/until.js';

const TOPIC = 'enforcement-progress';

/** A stream of which only `tail` is used; each call is answered by the next of `answers`, the last for ever. */
class Tails {
  readonly begun: TailOptions[] = [];
  calls = 0;
  stopped = 0;

  constructor(private readonly answers: readonly ('begins' | 'rejects' | 'gap at once')[]) {}

  async tail(options: TailOptions): Promise<{ stop: () => Promise<void> }> {
    const answer = this.answers[Math.min(this.calls++, this.answers.length - 1)];
    await Promise.resolve();
    if (answer === 'rejects') throw new Error('the broker is away');
    this.begun.push(options);
    if (answer === 'gap at once') options.onGap('truncated');
    return { stop: () => Promise.resolve(void this.stopped++) };
  }
}

const listening = async (tails: Tails): Promise<EventStreamStrategy> => {
  const strategy = new EventStreamStrategy(tails as unknown as EventStream, {
    [TOPIC]: { tailFrom: 'beginning' },
  });
  strategy.addHandler(TOPIC, () => Promise.resolve(), true);
  const failed = await new Promise<unknown>((resolve) => strategy.listen(resolve));
  if (failed !== undefined) throw new Error('it could not listen', { cause: failed });
  return strategy;
};

describe('a topic that is read whole', () => {
  const rejections: unknown[] = [];
  const note = (reason: unknown): void => void rejections.push(reason);
  beforeEach(() => {
    rejections.length = 0;
    process.on('unhandledRejection', note);
  });
  afterEach(() => process.off('unhandledRejection', note));

  it('is read again after a gap, though the broker is away when it begins anew', async () => {
    const tails = new Tails(['begins', 'rejects', 'rejects', 'begins']);
    const strategy = await listening(tails);
    tails.begun[0]?.onGap('truncated');
    await until('it is read again', () => tails.begun.length === 2);
    expect([tails.calls, tails.stopped, rejections]).toEqual([4, 1, []]);
    await strategy.close();
    expect(tails.stopped).toBe(2);
  });

  it('is read again after a gap that came before its reader was there, and that reader is ended', async () => {
    const tails = new Tails(['gap at once', 'begins']);
    const strategy = await listening(tails);
    await until('it is read again', () => tails.begun.length === 2);
    expect([tails.stopped, rejections]).toEqual([1, []]);
    await strategy.close();
    expect(tails.stopped).toBe(2);
  });

  it('holds no stop up while the broker is away', async () => {
    const tails = new Tails(['begins', 'rejects']);
    const strategy = await listening(tails);
    tails.begun[0]?.onGap('truncated');
    await until('it tried again', () => tails.calls > 2);
    await strategy.close();
    const { calls } = tails;
    await until('it ended', () => tails.stopped === 1);
    expect([tails.calls, rejections]).toEqual([calls, []]);
  });
});
