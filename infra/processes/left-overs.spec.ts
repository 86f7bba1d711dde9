import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { endLeftOvers } from './end-process.js';
import { identityOf, isRunning } from './identity.js';
import { Ledger, leftOvers } from './ledger.js';

describe('what a killed run has left', () => {
  let folder: string;
  let ledger: string;
  const running: ChildProcess[] = [];
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'signoff-ledger-'));
    ledger = join(folder, 'processes.json');
  });
  afterEach(() => {
    for (const child of running.splice(0)) child.kill('SIGKILL');
    rmSync(folder, { recursive: true });
  });

  const aProcess = async (
    script = 'setInterval(() => {}, 1000)',
  ): Promise<{ child: ChildProcess; pid: number }> => {
    const child = spawn(process.execPath, ['-e', `${script}; console.log('up')`], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    running.push(child);
    await once(child.stdout, 'data');
    return { child, pid: child.pid as number };
  };

  it('is ended, last started first', async () => {
    const first = await aProcess();
    // The order in which we hear of two exits says nothing of the order in which they were.
    const second = await aProcess(
      `setInterval(() => {}, 1000);
       process.on('SIGTERM', () => { process.kill(${first.pid}, 0); process.exit(7); })`,
    );
    const exited = once(second.child, 'exit');
    const written = new Ledger(ledger);
    written.add('first', first.pid, 'SIGTERM');
    written.add('second', second.pid, 'SIGTERM');
    expect(await endLeftOvers(ledger)).toEqual(['second', 'first']);
    expect(await exited).toEqual([7, null]);
  });

  it('is not a stranger that was given the same process id', async () => {
    const { pid } = await aProcess();
    const stranger = { name: 'Kafka', pid, began: 'at another time', stopSignal: 'SIGTERM' };
    writeFileSync(ledger, JSON.stringify([stranger]));
    expect(await endLeftOvers(ledger)).toEqual([]);
    expect(identityOf(pid)).not.toBeNull();
  });

  it('is ended when it is frozen, too', async () => {
    const { child, pid } = await aProcess();
    process.kill(pid, 'SIGSTOP');
    new Ledger(ledger).add('frozen', pid, 'SIGTERM');
    const exited = once(child, 'exit');
    expect(await endLeftOvers(ledger)).toEqual(['frozen']);
    expect(await exited).toEqual([null, 'SIGTERM']);
  });

  it('is nothing once all have been seen to end, and a ledger that was cut short names nobody', async () => {
    const { pid } = await aProcess();
    const written = new Ledger(ledger);
    written.add('one', pid, 'SIGTERM');
    expect(leftOvers(ledger)).toHaveLength(1);
    written.remove(pid);
    expect(leftOvers(ledger)).toEqual([]);
    writeFileSync(ledger, '[{"pid":');
    expect(leftOvers(ledger)).toEqual([]);
  });

  it('a process is known by when it began, and not known when it has ended', async () => {
    const { child, pid } = await aProcess();
    const identity = identityOf(pid)!;
    expect(isRunning(identity)).toBe(true);
    expect(isRunning({ ...identity, began: 'earlier' })).toBe(false);
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect(isRunning(identity)).toBe(false);
  });
});
