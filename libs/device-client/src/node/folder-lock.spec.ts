import { fork, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FolderTaken, takeFolder } from './folder-lock.js';

describe('a folder that one process at a time may have', () => {
  let folder: string;
  const children: ChildProcess[] = [];
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'signoff-lock-'));
  });
  afterEach(async () => {
    await Promise.all(children.splice(0).map(ended));
    await rm(folder, { recursive: true });
  });

  const ended = async (child: ChildProcess): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const exit = once(child, 'exit');
    child.kill('SIGKILL');
    await exit;
  };
  /** A process that does nothing but live. */
  const aProcess = async (): Promise<ChildProcess & { readonly pid: number }> => {
    const child = spawn(process.execPath, ['-e', 'console.log(1); setInterval(() => {}, 1e6)']);
    children.push(child);
    await once(child.stdout, 'data');
    return child as ChildProcess & { readonly pid: number };
  };
  /** It holds the folder, as if it had taken it. */
  const heldBy = (pid: number, begun: string | null = null, number = 1): Promise<void> =>
    writeFile(join(folder, `running-${number}.json`), JSON.stringify({ pid, begun }));
  const locks = async (): Promise<string[]> => (await readdir(folder)).sort();

  it('is taken, and told to be to the next one: by which process', async () => {
    const { pid } = await aProcess();
    await heldBy(pid);
    await expect(takeFolder(folder)).rejects.toThrow(FolderTaken);
    await expect(takeFolder(folder)).rejects.toMatchObject({ folder, pid });
    expect(await locks()).toEqual(['running-1.json']);
  });

  it('is made with its lock where it is not there yet', async () => {
    await takeFolder(join(folder, 'devices', 'tv'));
    expect(await readdir(join(folder, 'devices', 'tv'))).toEqual(['running-1.json']);
  });

  it('is taken over from a process that was killed, and its lock is gone', async () => {
    const dead = await aProcess();
    await heldBy(dead.pid, null, 7);
    await ended(dead);
    await takeFolder(folder);
    expect(await locks()).toEqual(['running-8.json']);
    expect(JSON.parse(await readFile(join(folder, 'running-8.json'), 'utf8'))).toMatchObject({
      pid: process.pid,
    });
  });

  it('is taken over from a process whose number another one has by now, be it this one', async () => {
    const another = await aProcess();
    await heldBy(another.pid, 'a boot of long ago 1');
    await takeFolder(folder);
    await rm(folder, { recursive: true });
    await takeFolder(folder);
    await writeFile(
      join(folder, 'running-2.json'),
      JSON.stringify({ pid: process.pid, begun: 'a boot of long ago 1' }),
    );
    await takeFolder(folder);
    expect(await locks()).toEqual(['running-3.json']);
  });

  it('is taken over where a power cut left a lock without its words', async () => {
    await writeFile(join(folder, 'running-1.json'), '');
    await takeFolder(folder);
    expect(await locks()).toEqual(['running-2.json']);
  });

  it('goes to one of eight processes that come at once for a dead one’s', async () => {
    const dead = await aProcess();
    await heldBy(dead.pid);
    await ended(dead);
    const program = join(folder, '..', `${folder.split('/').at(-1)}-taker.mjs`);
    const lock = join(process.cwd(), 'dist/libs/device-client/src/node/folder-lock.js');
    await writeFile(
      program,
      `import { takeFolder } from ${JSON.stringify(lock)};
       process.once('message', (folder) => takeFolder(folder).then(
         () => process.send('has it'), (error) => process.send(error.name)));
       // Whoever has it must live on, or the next one takes it rightly.
       setInterval(() => {}, 1e6);
       process.send('ready');`,
    );
    const takers = Array.from({ length: 8 }, () => fork(program));
    children.push(...takers);
    try {
      await Promise.all(takers.map((one) => once(one, 'message')));
      const answers = takers.map(async (one) => ((await once(one, 'message')) as [string])[0]);
      for (const one of takers) one.send(folder);
      const said = await Promise.all(answers);
      expect(said.filter((one) => one === 'has it')).toHaveLength(1);
      expect(said.filter((one) => one === 'FolderTaken')).toHaveLength(takers.length - 1);
    } finally {
      await rm(program);
    }
  });
});
