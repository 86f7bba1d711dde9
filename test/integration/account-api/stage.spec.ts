import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { jest } from '@jest/globals';
import { anInstance, type Instance } from '../../support/account-api/instance.js';
import { LinkedWorld } from '../../support/account-api/linked-world.js';

jest.setTimeout(30_000);

describe('what the account API does for the stage of npm start, and for nobody else', () => {
  let world: LinkedWorld;
  let staged: Instance;
  let folder: string;
  const demo = { email: 'demo@example.com', password: 'abcd-efgh-jkmn' };

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'signoff-demo-'));
    const demoFile = join(folder, 'demo.json');
    world = await LinkedWorld.open({ config: { demoFile } });
    staged = await anInstance(world.installation, {
      config: { frameAncestors: ['http://localhost:7083', 'https://stage.test/any/path'] },
    });
  });
  afterAll(async () => {
    await staged?.close();
    await world?.close();
    await rm(folder, { recursive: true });
  });

  it('shows its pages in nobody’s frame, unless an origin is named', async () => {
    const closed = await fetch(`${world.api.url}/sign-in`);
    expect(closed.headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
    expect(closed.headers.get('x-frame-options')).toBe('DENY');
    const open = await fetch(`${staged.url}/sign-in`);
    expect(open.headers.get('content-security-policy')).toContain(
      'frame-ancestors http://localhost:7083 https://stage.test',
    );
    expect(open.headers.get('x-frame-options')).toBeNull();
  });

  it('tells the demo account from the moment it exists, on the plain listener alone', async () => {
    const ask = async () => (await fetch(`${world.api.url}/api/demo`)).status;
    expect(await ask()).toBe(404);
    await writeFile(world.api.config.demoFile!, '{');
    expect(await ask()).toBe(404);
    await writeFile(world.api.config.demoFile!, JSON.stringify(demo));
    const answer = await fetch(`${world.api.url}/api/demo`);
    expect(await answer.json()).toEqual(demo);
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect((await world.fetchTls(`${world.api.issuer}/api/demo`)).status).toBe(404);
  });

  it('knows of no demo account where none is set', async () => {
    const answer = await fetch(`${staged.url}/api/demo`);
    expect([answer.status, await answer.json()]).toEqual([
      404,
      expect.objectContaining({ code: 'route_not_found' }),
    ]);
  });
});
