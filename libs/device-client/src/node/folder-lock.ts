import { link, mkdir, readdir, readFile, unlink, writeFile } from 'node:fs/promises';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';

const LOCK = /^running-(\d{1,15})\.json$/;

/** Who holds a folder: a process, and when it began, since its number may be another's by now. */
interface Holder {
  readonly pid: number;
  /** As the system counts it; null where it does not say. */
  readonly begun: string | null;
}

/** Another process that lives has the folder. */
export class FolderTaken extends Error {
  override readonly name = 'FolderTaken';

  constructor(
    readonly folder: string,
    readonly pid: number,
  ) {
    super(`another program runs the device in ${folder}: process ${pid}`);
  }
}

/**
 * Takes a folder for this process until it ends; nothing needs to be given back.
 * Locks are numbered, and the highest is the one in force: it is made whole by one `link`, which of two processes one
 * can, and whoever made it looks again for a higher one. A lock whose process is dead is not removed before there is
 * a higher one, so nobody can remove one that lives.
 * Errors: FolderTaken, at once. Two hosts or containers that share a folder do not see each other's processes.
 */
export async function takeFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const mine = join(folder, `running-${randomUUID()}.new`);
  await writeFile(mine, JSON.stringify({ pid: process.pid, begun: await begunAt(process.pid) }), {
    mode: 0o600,
    flag: 'wx',
  });
  try {
    for (;;) {
      const before = highest(await locksIn(folder));
      if (before > 0 && (await isTaken(folder, before))) continue;
      const number = before + 1;
      if (!(await linked(mine, pathOf(folder, number)))) continue;
      const locks = await locksIn(folder);
      if (highest(locks) > number) {
        await removed(pathOf(folder, number));
        continue;
      }
      for (const older of locks.filter((one) => one < number)) await removed(pathOf(folder, older));
      return;
    }
  } finally {
    await removed(mine);
  }
}

/** Throws FolderTaken when its process lives; true when it is gone, and what there is has to be looked at again. */
async function isTaken(folder: string, number: number): Promise<boolean> {
  const text = await readFile(pathOf(folder, number), 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
  if (text === null) return true;
  const holder = holderIn(text);
  if (holder !== null && (await lives(holder))) throw new FolderTaken(folder, holder.pid);
  return false;
}

/** Null for a lock that a power cut left without its words: whoever made it is no more. */
function holderIn(text: string): Holder | null {
  try {
    return JSON.parse(text) as Holder;
  } catch {
    return null;
  }
}

async function lives({ pid, begun }: Holder): Promise<boolean> {
  try {
    process.kill(pid, 0);
  } catch (error) {
    // It is there, and another user's.
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false;
  }
  const now = await begunAt(pid);
  // Where the system does not say when it began, a process of that number is taken for the same one.
  return now === null ? begun === null : now === begun || begun === null;
}

/** When a process began, in the boot it is of; null where the system does not say, or it is dead and not buried yet. */
async function begunAt(pid: number): Promise<string | null> {
  const [stat, boot] = await Promise.all([
    readFile(`/proc/${pid}/stat`, 'utf8').catch(() => null),
    readFile('/proc/sys/kernel/random/boot_id', 'utf8').catch(() => null),
  ]);
  if (stat === null || boot === null) return null;
  // After the program's name, which may hold blanks and brackets: its state, and 19 fields on when it began.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [state] = fields;
  return state === 'Z' || state === 'X' ? null : `${boot.trim()} ${fields[19] ?? ''}`;
}

const pathOf = (folder: string, number: number): string => join(folder, `running-${number}.json`);

const locksIn = async (folder: string): Promise<readonly number[]> =>
  (await readdir(folder)).flatMap((name) => LOCK.exec(name)?.[1] ?? []).map(Number);

const highest = (locks: readonly number[]): number => Math.max(0, ...locks);

async function linked(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

const removed = (path: string): Promise<void> =>
  unlink(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
  });
