import { get } from 'node:http';
import { openListeners, RequestBound, type Listeners } from '../index.js';

describe('a bound on requests', () => {
  let listeners: Listeners;
  let bound: RequestBound;
  let held: (() => void)[];
  beforeEach(async () => {
    bound = new RequestBound({
      requests: 2,
      openStreams: 1,
      isStream: ({ url }) => url?.startsWith('/events') === true,
    });
    held = [];
    listeners = await openListeners(
      (request, response) =>
        bound.middleware(request, response, () => {
          if (request.url?.endsWith('/held') === true) held.push(() => response.end('done'));
          else response.end('ok');
        }),
      { plain: { port: 0 }, internal: { port: 0 } },
    );
  });
  afterEach(async () => {
    for (const answer of held) answer();
    await listeners.close(0);
  });

  const ask = (path: string, port = listeners.ports.plain): Promise<Response> =>
    fetch(`http://127.0.0.1:${port}${path}`);
  const hold = (path: string): Promise<void> =>
    new Promise((resolve) => {
      const before = held.length;
      get({ port: listeners.ports.plain, path, agent: false }).on('error', () => undefined);
      const look = (): void => (held.length > before ? resolve() : void setImmediate(look));
      look();
    });
  const settled = async (holds: () => boolean): Promise<void> => {
    while (!holds()) await new Promise((resolve) => setImmediate(resolve));
  };

  it('refuses what is beyond it at once, with a registered error and when to come again', async () => {
    await hold('/held');
    await hold('/held');
    const refused = await ask('/');
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '1']);
    expect(await refused.json()).toMatchObject({ code: 'overloaded', device: 'retry' });
    held.shift()!();
    await settled(() => bound.underWay === 1);
    expect((await ask('/')).status).toBe(200);
  });

  it('counts what stays open apart, and whoever looks after the process not at all', async () => {
    await hold('/events/held');
    expect((await ask('/events')).status).toBe(503);
    expect((await ask('/')).status).toBe(200);
    await hold('/held');
    await hold('/held');
    expect((await ask('/', listeners.ports.internal)).status).toBe(200);
  });

  it('answers what was begun while it drains, and refuses what is new', async () => {
    await hold('/held');
    bound.drain();
    const refused = await ask('/');
    expect([refused.status, ((await refused.json()) as { code: string }).code]).toEqual([
      503,
      'shutting_down',
    ]);
    expect(bound.underWay).toBe(1);
    expect((await ask('/', listeners.ports.internal)).status).toBe(200);
  });
});
