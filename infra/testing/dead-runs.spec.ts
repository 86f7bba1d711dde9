import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { identityOf } from '../processes/identity.js';
import { Ledger } from '../processes/ledger.js';
import { clearDeadRuns, markRun, RUN_PREFIX } from './dead-runs.js';

describe('test runs that were killed', () => {
  let parent: string;
  beforeEach(() => (parent = mkdtempSync(join(tmpdir(), 'signoff-runs-'))));
  afterEach(() => rmSync(parent, { recursive: true }));
  const aRun = (name: string): string => {
    const folder = join(parent, `${RUN_PREFIX}${name}`);
    mkdirSync(folder);
    return folder;
  };

  it('leave nothing once the next run has begun: no process, no folder', async () => {
    const folder = aRun('killed');
    writeFileSync(join(folder, 'owner.json'), JSON.stringify({ pid: process.pid, began: 'at another time' }));
    const broker = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
    const exited = once(broker, 'exit');
    new Ledger(join(folder, 'processes.json')).add('Kafka', broker.pid!, 'SIGTERM');
    await clearDeadRuns(parent);
    await exited;
    expect(identityOf(broker.pid!)).toBeNull();
    expect(existsSync(folder)).toBe(false);
  });

  it('are told from those that run now, and from those that begin just now', async () => {
    const running = aRun('running');
    markRun(running);
    const beginning = aRun('beginning');
    await clearDeadRuns(parent);
    expect([existsSync(running), existsSync(beginning)]).toEqual([true, true]);
  });
});
