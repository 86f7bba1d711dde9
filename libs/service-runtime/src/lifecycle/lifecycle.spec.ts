import { Health, openLogger, Shutdown } from '../index.js';

const silent = openLogger('test', { level: 'silent' });

describe('shutting down', () => {
  it('closes in the reverse order of opening, each once, however often it is asked', async () => {
    const closed: string[] = [];
    const shutdown = new Shutdown(silent);
    for (const name of ['database', 'stream', 'listeners']) {
      shutdown.add(name, async () => {
        await Promise.resolve();
        closed.push(name);
      });
    }
    expect(await Promise.all([shutdown.run(), shutdown.run()])).toEqual([true, true]);
    expect(closed).toEqual(['listeners', 'stream', 'database']);
  });

  it('goes on past a step that fails, and says that it was not clean', async () => {
    const closed: string[] = [];
    const shutdown = new Shutdown(silent);
    shutdown.add('database', () => void closed.push('database'));
    shutdown.add('stream', () => Promise.reject(new Error('hangs')));
    expect(await shutdown.run()).toBe(false);
    expect(closed).toEqual(['database']);
  });
});

describe('health', () => {
  it('is ready when every check is well, and names what is amiss', async () => {
    const health = new Health();
    let fault: string | null = null;
    health.addCheck('database', () => fault);
    health.addCheck('stream', async () => null);
    expect(await health.ready()).toEqual({ ok: true, checks: { database: 'ok', stream: 'ok' } });
    fault = 'no connection';
    expect(await health.ready()).toEqual({ ok: false, checks: { database: 'no connection', stream: 'ok' } });
  });

  it('counts a check that throws as amiss', async () => {
    const health = new Health();
    health.addCheck('database', () => Promise.reject(new Error('timeout')));
    expect(await health.ready()).toEqual({ ok: false, checks: { database: 'timeout' } });
  });

  it('counts a check that never answers as amiss', async () => {
    const health = new Health(5);
    health.addCheck('database', () => new Promise(() => {}));
    expect((await health.ready()).checks).toEqual({ database: 'no answer in 5 ms' });
  });

  it('is not ready any more once shutting down has begun, and still alive', async () => {
    const health = new Health();
    health.drain();
    expect([(await health.ready()).ok, health.live().ok]).toEqual([false, true]);
  });
});
