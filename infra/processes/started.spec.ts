import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CannotStart } from '../cannot-start.js';
import type { Progress } from '../progress.js';
import type { ChildSpec } from './child.js';
import { identityOf } from './identity.js';
import { Interrupted } from './interrupted.js';
import { Started } from './started.js';

const WITHIN_MS = 20_000;

describe('what a run has started', () => {
  let folder: string;
  let started: Started;
  const said: string[] = [];
  const progress: Progress = { say: (line) => void said.push(line), during: (_, work) => work };
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'signoff-started-'));
    started = new Started(join(folder, 'processes.json'));
    said.length = 0;
  });
  afterEach(async () => {
    await started.stop(progress);
    rmSync(folder, { recursive: true });
  });

  const node = (name: string, script: string): ChildSpec => ({
    name,
    command: process.execPath,
    args: ['-e', script],
    logFile: join(folder, `${name}.log`),
  });
  const stays = (name: string): ChildSpec => node(name, `setInterval(() => {}, 1000); console.log('ready')`);

  it('stops in the reverse order, each once, and is noted on disk for as long as it runs', async () => {
    const order: string[] = [];
    for (const name of ['database', 'server', 'device']) {
      const child = started.start(stays(name));
      void child.exited.then(() => order.push(name));
      await child.prints(/ready/, WITHIN_MS);
    }
    const noted = JSON.parse(readFileSync(join(folder, 'processes.json'), 'utf8')) as {
      name: string;
      pid: number;
    }[];
    expect(noted.map(({ name }) => name)).toEqual(['database', 'server', 'device']);
    await Promise.all([started.stop(progress), started.stop(progress)]);
    expect(order).toEqual(['device', 'server', 'database']);
    expect(noted.map(({ pid }) => identityOf(pid))).toEqual([null, null, null]);
    expect(() => readFileSync(join(folder, 'processes.json'))).toThrow('ENOENT');
  });

  it('tells of the one that ends by itself, and not of those we stop', async () => {
    const server = started.start(stays('server'));
    await server.prints(/ready/, WITHIN_MS);
    const device = started.start(stays('device'));
    await device.prints(/ready/, WITHIN_MS);
    await device.stop();
    process.kill(server.pid!, 'SIGKILL');
    expect((await started.died).spec.name).toBe('server');
    expect((await started.died).exit).toMatchObject({ signal: 'SIGKILL' });
  });

  it('that does not come up shows the end of its log, and where the rest is', async () => {
    const child = started.start(node('server', `console.error('no key in the folder'); process.exit(3)`));
    const error = await child.prints(/ready/, WITHIN_MS).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(CannotStart);
    expect((error as Error).message).toContain('no key in the folder');
    expect((error as Error).message).toContain(join(folder, 'server.log'));
  });

  it('gets no more once stopping has begun, and whoever waits is let go', async () => {
    const child = started.start(node('slow', 'setInterval(() => {}, 1000)'));
    const waiting = child.prints(/ready/, WITHIN_MS).catch((thrown: unknown) => thrown);
    await started.stop(progress);
    expect(await waiting).toBeInstanceOf(Interrupted);
    expect(() => started.start(stays('late'))).toThrow(Interrupted);
    await expect(started.run(stays('late'))).rejects.toThrow(Interrupted);
  });

  it('goes on stopping when one part fails, and says so', async () => {
    const child = started.start(stays('server'));
    await child.prints(/ready/, WITHIN_MS);
    started.add('Docker', () => Promise.reject(new Error('no engine')));
    await started.stop(progress);
    expect(said).toEqual(['  Docker could not be stopped: no engine']);
    expect(child.exit).not.toBeNull();
  });

  it('a task that fails says what it said, and a program that is not there says so', async () => {
    await expect(started.run(node('task', `console.log('disk quota'); process.exit(2)`))).rejects.toThrow(
      'disk quota',
    );
    const missing = { ...node('none', ''), command: join(folder, 'no-such-program') };
    await expect(started.run(missing)).rejects.toMatchObject({ code: 'ENOENT' });
  });
});
