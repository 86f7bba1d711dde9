import { statfs } from 'node:fs/promises';
import { CannotStart } from '../cannot-start.js';

const NEEDED_BYTES = 256 * 1024 * 1024;
const MIB = 1024 * 1024;

/** PostgreSQL and Kafka stop hard on a full disk; better not to begin. Errors: CannotStart. */
export async function checkDisk(folder: string, freeBytes = freeBytesOf): Promise<void> {
  const free = await freeBytes(folder);
  if (free >= NEEDED_BYTES) return;
  throw new CannotStart(
    `The disk is nearly full: ${Math.floor(free / MIB)} MiB are left for ${folder}, and ${NEEDED_BYTES / MIB} are needed.\nMake room, then run the command again. Nothing was begun, and nothing is lost.`,
  );
}

const FULL_BYTES = 8 * MIB;

/** Whether what just failed met a full disk: then not even its log can say so. */
export async function isFull(folder: string, freeBytes = freeBytesOf): Promise<boolean> {
  return (await freeBytes(folder)) < FULL_BYTES;
}

async function freeBytesOf(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize;
}
