import { setImmediate as turn } from 'node:timers/promises';
import { FanOuts } from './fan-outs.js';

describe('what waits for the end of a fan-out', () => {
  let fanOuts: FanOuts;
  const gone: number[] = [];
  beforeEach(() => {
    fanOuts = new FanOuts();
    gone.length = 0;
  });
  const comes = (id: number): void => void fanOuts.turn().then(() => gone.push(id));
  const aFanOut = (): (() => Promise<void>) => {
    let finish!: () => void;
    const writing = new Promise<void>((resolve) => (finish = resolve));
    const running = fanOuts.run(() => writing);
    return () => {
      finish();
      return running;
    };
  };
  const turns = async (count: number): Promise<void> => {
    for (let i = 0; i < count; i++) await turn();
  };
  const upTo = (count: number): number[] => Array.from({ length: count }, (_, id) => id);

  it('goes on at once when there is none', async () => {
    comes(0);
    await Promise.resolve();
    await Promise.resolve();
    expect(gone).toEqual([0]);
  });

  it('waits for the last of several, and goes on in the order of coming, few in a turn', async () => {
    const [first, second] = [aFanOut(), aFanOut()];
    for (const id of upTo(100)) comes(id);
    await first();
    await turns(5);
    expect(gone).toEqual([]);
    await second();
    await turn();
    expect(gone.length).toBeGreaterThan(0);
    expect(gone.length).toBeLessThan(100);
    comes(100);
    await turns(20);
    expect(gone).toEqual(upTo(101));
  });

  it('stands back again for a fan-out that begins meanwhile', async () => {
    const first = aFanOut();
    for (const id of upTo(100)) comes(id);
    await first();
    await turn();
    const second = aFanOut();
    await turns(3);
    const before = gone.length;
    await turns(10);
    expect(gone).toHaveLength(before);
    expect(before).toBeLessThan(100);
    await second();
    await turns(20);
    expect(gone).toEqual(upTo(100));
  });

  it('is not held for ever by one that failed', async () => {
    const failed = fanOuts.run(() => Promise.reject(new Error('a socket of a strange kind')));
    comes(0);
    await expect(failed).rejects.toThrow('a socket');
    await turns(3);
    expect(gone).toEqual([0]);
  });
});
