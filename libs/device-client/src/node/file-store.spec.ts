import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { aLinkedRecord, deviceStoreContract } from '../testing/index.js';
import { FileStore } from './file-store.js';

describe('the file store of a device', () => {
  let folder: string;
  beforeEach(async () => {
    folder = join(await mkdtemp(join(tmpdir(), 'signoff-device-')), 'tv');
  });
  afterEach(() => rm(join(folder, '..'), { recursive: true }));

  it.each(deviceStoreContract)('$name', ({ run }) => run(new FileStore(folder), () => new FileStore(folder)));

  it('lets only the user read what it keeps, key and folder included', async () => {
    const store = new FileStore(folder);
    await store.key();
    await store.write(aLinkedRecord);
    const names = await readdir(folder);
    expect(names.sort()).toEqual(['device.json', 'key.jwk.json']);
    for (const name of names) expect((await stat(join(folder, name))).mode & 0o777).toBe(0o600);
    expect((await stat(folder)).mode & 0o777).toBe(0o700);
  });

  it('makes the key once: every later run is the same device', async () => {
    const { jkt } = await new FileStore(folder).key();
    expect((await new FileStore(folder).key()).jkt).toBe(jkt);
    expect(JSON.parse(await readFile(join(folder, 'key.jwk.json'), 'utf8'))).toMatchObject({ crv: 'P-256' });
  });

  it('leaves a folder that was there before as open as its owner had it', async () => {
    await mkdir(folder, { mode: 0o755 });
    await new FileStore(folder).write(aLinkedRecord);
    expect((await stat(folder)).mode & 0o777).toBe(0o755);
    expect((await stat(join(folder, 'device.json'))).mode & 0o777).toBe(0o600);
  });

  it('does not take a file it cannot read for a device that is not linked', async () => {
    const store = new FileStore(folder);
    await store.write(aLinkedRecord);
    await writeFile(join(folder, 'device.json'), '{');
    await expect(store.read()).rejects.toThrow(SyntaxError);
  });
});
