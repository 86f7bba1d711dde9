import type { Consumer } from 'kafkajs';
import { supervise, type Life } from './supervise.js';

const turns = async (): Promise<void> => {
  for (let n = 0; n < 20; n++) await new Promise<void>((resolve) => setImmediate(resolve));
};

describe('a supervised consumer', () => {
  const set = () => {
    const lives: { crash: () => void; disposed: boolean }[] = [];
    const start = (crashed: () => void): Promise<Life> => {
      const life = { crash: crashed, disposed: false };
      lives.push(life);
      const dispose = () => Promise.resolve(void (life.disposed = true));
      return Promise.resolve({ consumer: {} as Consumer, dispose });
    };
    return { lives, start };
  };
  const idle = () => Promise.resolve();

  it('is thrown away at a crash, once however often that is told, and a fresh one takes its place', async () => {
    const { lives, start } = set();
    const subscription = await supervise(start, idle);
    lives[0]!.crash();
    lives[0]!.crash();
    await turns();
    expect(lives.map(({ disposed }) => disposed)).toEqual([true, false]);
    await subscription.stop();
    expect(lives.map(({ disposed }) => disposed)).toEqual([true, true]);
  });

  it('whose start fails is the caller’s to try again, also when it crashed on the way', async () => {
    const { lives, start } = set();
    const failing = (crashed: () => void): Promise<Life> => {
      void start(crashed);
      crashed();
      return Promise.reject(new Error('no broker'));
    };
    await expect(supervise(failing, idle)).rejects.toThrow('no broker');
    await turns();
    expect(lives).toHaveLength(1);
  });

  it('that crashed before its start was done is replaced', async () => {
    const { lives, start } = set();
    let first = true;
    const subscription = await supervise((crashed) => {
      const life = start(crashed);
      if (first) crashed();
      first = false;
      return life;
    }, idle);
    await turns();
    expect(lives.map(({ disposed }) => disposed)).toEqual([true, false]);
    await subscription.stop();
  });

  it('does not begin anew while the dead one’s record is still being handled', async () => {
    const { lives, start } = set();
    let done = (): void => {};
    const handling = new Promise<void>((resolve) => (done = resolve));
    const subscription = await supervise(start, () => handling);
    lives[0]!.crash();
    await turns();
    expect(lives).toHaveLength(1);
    done();
    await turns();
    expect(lives).toHaveLength(2);
    await subscription.stop();
  });
});
