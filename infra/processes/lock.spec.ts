import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { identityOf } from './identity.js';
import { takeLock, type Lock } from './lock.js';

describe('one run a folder', () => {
  let folder: string;
  let file: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'signoff-lock-'));
    file = join(folder, 'running.json');
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('a second one is told who runs, until the first is over', () => {
    const first = takeLock(file) as Lock;
    expect(takeLock(file)).toEqual(identityOf(process.pid));
    first.release();
    expect(takeLock(file)).toHaveProperty('release');
  });

  it('that was killed holds nothing, even when a stranger was given its process id', () => {
    // Runs, but began at another time than the owner did.
    writeFileSync(file, JSON.stringify({ pid: process.ppid, began: 'before the last boot' }));
    expect(takeLock(file)).toHaveProperty('release');
  });

  it('a lock that was cut short holds nothing', () => {
    writeFileSync(file, '{"pid":');
    expect(takeLock(file)).toHaveProperty('release');
  });

  it('a late release does not take away the lock of the next run', () => {
    const first = takeLock(file) as Lock;
    const next = { pid: process.ppid, began: identityOf(process.ppid)!.began };
    writeFileSync(file, JSON.stringify(next));
    first.release();
    expect(takeLock(file)).toEqual(next);
  });

  it('leaves nothing else behind', () => {
    (takeLock(file) as Lock).release();
    writeFileSync(file, '{}');
    (takeLock(file) as Lock).release();
    expect(existsSync(file)).toBe(false);
    expect(readdirSync(folder)).toEqual([]);
  });
});
