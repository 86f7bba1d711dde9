import { mkdir, open, readFile, rename, unlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { EMPTY_RECORD, type DeviceRecord, type DeviceStore } from '../device-store.js';
import { deviceKey, keyPairOf, newKeyPair, type DeviceKey } from '../key.js';

const RECORD = 'device.json';
const KEY = 'key.jwk.json';

/**
 * A device's memory as files that only the user can read.
 * Invariants: a file is whole, old or new, after a power cut at any moment; a record that cannot be read is an
 * error and never taken for "not linked".
 */
export class FileStore implements DeviceStore {
  constructor(private readonly folder: string) {}

  async read(): Promise<DeviceRecord> {
    const text = await textOf(join(this.folder, RECORD));
    if (text === null) return EMPTY_RECORD;
    const record = JSON.parse(text) as DeviceRecord;
    if (record.v !== 1) throw new Error(`${RECORD} was written by another version of this program`);
    return record;
  }

  write(record: DeviceRecord): Promise<void> {
    return replaceFile(join(this.folder, RECORD), JSON.stringify(record));
  }

  /** The device's key, made the first time and kept over every sign-out. */
  async key(): Promise<DeviceKey> {
    const path = join(this.folder, KEY);
    const text = await textOf(path);
    if (text !== null) return deviceKey(await keyPairOf(JSON.parse(text) as JsonWebKey));
    const pair = await newKeyPair(true);
    await replaceFile(path, JSON.stringify(await crypto.subtle.exportKey('jwk', pair.privateKey)));
    return deviceKey(pair);
  }
}

/**
 * Writes beside, syncs, renames, and syncs the folder, which holds the name. A folder it makes is the user's own;
 * one that was there keeps its mode, for it may be anybody's.
 */
export async function replaceFile(path: string, text: string): Promise<void> {
  const folder = dirname(path);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  // One name: what a power cut left beside holds tokens, and the next write must not leave it there.
  const beside = `${path}.new`;
  const file = await open(beside, 'w', 0o600);
  try {
    await file.writeFile(text);
    await file.sync();
  } catch (error) {
    await unlink(beside).catch(() => undefined);
    throw error;
  } finally {
    await file.close();
  }
  await rename(beside, path);
  const directory = await open(folder, 'r');
  try {
    await directory.sync();
  } finally {
    await directory.close();
  }
}

async function textOf(path: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}
