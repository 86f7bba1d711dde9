import { execFileSync, spawnSync } from 'node:child_process';
import { NotToBeHad } from '../way.js';

/** Who PostgreSQL runs as. It refuses to run as root. */
export interface ServerUser {
  readonly uid: number;
  readonly gid: number;
}

const NAME = 'postgres';

/** Null = this user. As root: the user `postgres`, made if there is none. */
export function serverUser(): ServerUser | null | NotToBeHad {
  if (process.getuid?.() !== 0) return null;
  try {
    return idsOf(NAME) ?? made();
  } catch (error) {
    return new NotToBeHad(
      `embedded: PostgreSQL does not run as root, and no user "${NAME}" could be made (${(error as Error).message.split('\n')[0]}); make one, or start as another user`,
    );
  }
}

/** Whether that user can enter the folder and write there: each parent must let it through. */
export function canUse(user: ServerUser | null, folder: string): boolean {
  const script = 'cd "$1" && test -w . && test -x .';
  return spawnSync('/bin/sh', ['-c', script, 'sh', folder], { stdio: 'ignore', ...user }).status === 0;
}

/** Whether that user can run this program where it lies. */
export function canRun(user: ServerUser | null, program: string): boolean {
  return spawnSync(program, ['--version'], { stdio: 'ignore', cwd: '/', ...user }).status === 0;
}

function made(): ServerUser {
  execFileSync('groupadd', ['--force', NAME], { stdio: 'pipe' });
  execFileSync('useradd', ['--gid', NAME, '--no-create-home', '--shell', '/usr/sbin/nologin', NAME], {
    stdio: 'pipe',
  });
  return idsOf(NAME) as ServerUser;
}

function idsOf(name: string): ServerUser | null {
  const id = (flag: string): number => {
    const { status, stdout } = spawnSync('id', [flag, name], { encoding: 'utf8' });
    return status === 0 ? Number(stdout) : Number.NaN;
  };
  const [uid, gid] = [id('-u'), id('-g')];
  return Number.isInteger(uid) && Number.isInteger(gid) ? { uid, gid } : null;
}
