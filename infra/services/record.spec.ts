import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CannotStart } from '../cannot-start.js';
import { ServicesRecord } from './record.js';

describe('where the data of earlier starts is', () => {
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'signoff-record-'))));
  afterEach(() => rmSync(folder, { recursive: true }));

  it('is remembered, but for servers of the environment, which are somebody else’s', () => {
    const record = new ServicesRecord(folder);
    record.note('postgres', 'embedded');
    record.note('kafka', 'environment');
    const next = new ServicesRecord(folder);
    expect([next.keptBy('postgres'), next.keptBy('kafka')]).toEqual(['embedded', null]);
  });

  it('a database goes with the Kafka cluster it began with, and with no other', () => {
    new ServicesRecord(folder).pair('embedded', 'cluster-a');
    const next = new ServicesRecord(folder);
    next.pair('embedded', 'cluster-a');
    next.checkKept('embedded', 'cluster-a');
    for (const other of ['cluster-b', null]) {
      expect(() => next.checkKept('embedded', other)).toThrow(CannotStart);
    }
    expect(() => next.pair('embedded', 'cluster-b')).toThrow(/cluster-a.*cluster-b[^]*npm run reset/);
    next.pair('db.example:5432/signoff', 'cluster-b');
  });
});
