import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AccountFiles } from './account-files.js';

const session = { sid: 's1', sub: 'a1', seq: 1, kind: 'tv', model: 'Aurora 55', appVersion: '1.0.0' };

describe('what an app keeps of an account', () => {
  let dataDir: string;
  const files = async (): Promise<string[]> =>
    (await readdir(dataDir, { recursive: true, withFileTypes: true }))
      .filter((one) => one.isFile())
      .map(({ name }) => name)
      .sort();
  beforeEach(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'signoff-account-'));
  });
  afterEach(() => rm(dataDir, { recursive: true }));

  it('is a profile, artwork and what was last seen, for this user’s eyes only', async () => {
    await new AccountFiles(dataDir).welcome(session);
    expect(await files()).toEqual(['1.svg', '2.svg', '3.svg', 'last-seen.json', 'profile.json']);
    expect((await stat(join(dataDir, 'account', 'profile.json'))).mode & 0o777).toBe(0o600);
  });

  it('is gone after a wipe, and a second wipe says the same', async () => {
    const kept = new AccountFiles(dataDir);
    await kept.welcome(session);
    expect(await kept.wipe()).toEqual(['profile', 'artwork', 'last-seen']);
    expect(await files()).toEqual([]);
    expect(await kept.wipe()).toEqual(['profile', 'artwork', 'last-seen']);
  });

  it('of one account is never shown to the next', async () => {
    const kept = new AccountFiles(dataDir);
    await kept.welcome(session);
    const before = await stat(join(dataDir, 'account', 'artwork', '1.svg'));
    await kept.welcome(session);
    expect((await stat(join(dataDir, 'account', 'artwork', '1.svg'))).ino).toBe(before.ino);
    await kept.welcome({ ...session, sub: 'a2' });
    expect((await stat(join(dataDir, 'account', 'artwork', '1.svg'))).mtimeMs).toBeGreaterThanOrEqual(
      before.mtimeMs,
    );
    expect(await files()).toContain('profile.json');
  });
});
