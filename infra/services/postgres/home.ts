import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NotToBeHad } from '../way.js';
import { binary } from './binaries.js';
import { canRun, canUse, type ServerUser } from './server-user.js';

/** Where PostgreSQL's programs and data are: elsewhere than one would think, where its user cannot enter. */
export interface PostgresHome {
  readonly binaries: string;
  readonly data: string;
  /** The folder made outside, or null. To be deleted with the data. */
  readonly elsewhere: string | null;
}

const ELSEWHERE = ['/var/lib', '/var/tmp', '/opt'];
const RECORD = 'postgres-home.json';

/**
 * Finds a home for it, and records in `dataDir` what is outside of it. A clone in root's own 0700 home is such a
 * case: the user `postgres` can neither run the programs nor reach the data there, and initdb dies with EACCES.
 */
export function postgresHome(
  dataDir: string,
  binaries: string,
  user: ServerUser | null,
): PostgresHome | NotToBeHad {
  const recorded = recordedHome(dataDir);
  if (recorded !== null && canRun(user, binary(recorded.binaries, 'postgres'))) return recorded;
  const data = join(dataDir, 'postgres');
  mkdirSync(data, { recursive: true, mode: 0o700 });
  if (user !== null) chownSync(data, user.uid, user.gid);
  const runsThere = canRun(user, binary(binaries, 'postgres'));
  const dataThere = canUse(user, data);
  if (runsThere && dataThere) return { binaries, data, elsewhere: null };
  if (user === null) {
    return new NotToBeHad(
      `embedded: PostgreSQL's programs do not run here (${binary(binaries, 'postgres')})`,
    );
  }
  if (!dataThere) rmSync(data, { recursive: true });
  const elsewhere = folderElsewhere(user, binaries, runsThere);
  if (elsewhere === null) {
    return new NotToBeHad(
      `embedded: the user PostgreSQL runs as can enter neither this folder nor ${ELSEWHERE.join(', ')}; clone elsewhere, or start as another user`,
    );
  }
  const home: PostgresHome = {
    binaries: runsThere ? binaries : join(elsewhere, 'programs'),
    data: dataThere ? data : join(elsewhere, 'data'),
    elsewhere,
  };
  writeFileSync(join(dataDir, `${RECORD}.next`), JSON.stringify(home));
  renameSync(join(dataDir, `${RECORD}.next`), join(dataDir, RECORD));
  return home;
}

export function recordedHome(dataDir: string): PostgresHome | null {
  const file = join(dataDir, RECORD);
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as PostgresHome) : null;
}

function folderElsewhere(user: ServerUser, binaries: string, runsThere: boolean): string | null {
  for (const parent of [...ELSEWHERE, tmpdir()]) {
    let folder: string;
    try {
      // A name nobody can foresee: these parents may be open to all.
      folder = mkdtempSync(join(parent, 'signoff-'));
    } catch {
      continue;
    }
    chmodSync(folder, 0o711);
    const data = join(folder, 'data');
    mkdirSync(data, { mode: 0o700 });
    chownSync(data, user.uid, user.gid);
    const programs = join(folder, 'programs');
    if (!runsThere) cpSync(binaries, programs, { recursive: true, verbatimSymlinks: true });
    // Some systems forbid running anything from there.
    if (canUse(user, data) && (runsThere || canRun(user, binary(programs, 'postgres')))) return folder;
    rmSync(folder, { recursive: true });
  }
  return null;
}
