/**
 * A device replaces its record by writing a file beside it and renaming that. The file had the process's id in its
 * name, so one that a power cut left there, with a refresh token in it, was written over by no later run: it was
 * still on the disk after the wipe. Now it has one name, and every write begins by truncating it.
 */
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EMPTY_RECORD } from '#libs/device-client';
import { FileStore } from '#libs/device-client/node';
import { aLinkedRecord } from '#libs/device-client/testing';

it('no token is left on a device’s disk by a power cut in the middle of an earlier write', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'signoff-regression-'));
  await new FileStore(folder).write(aLinkedRecord);
  await writeFile(join(folder, 'device.json.new'), '{"v":1,"grant":{"refreshToken":"secr');
  const next = new FileStore(folder);
  expect(await next.read()).toEqual(aLinkedRecord);
  await next.write(EMPTY_RECORD);
  expect(await readdir(folder)).toEqual(['device.json']);
  await rm(folder, { recursive: true });
});
