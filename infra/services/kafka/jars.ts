import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { CannotStart, isDiskFull } from '../../cannot-start.js';
import type { Started } from '../../processes/started.js';
import { NotToBeHad } from '../way.js';

const FOLDER = join('infra', 'kafka');

/** Where the jars are kept: named by the pom, so that a changed pom fetches anew. */
export function jarsFolder(root: string): string {
  const pom = readFileSync(join(root, FOLDER, 'pom.xml'));
  return join(root, FOLDER, 'target', createHash('sha256').update(pom).digest('hex').slice(0, 12));
}

/** Kafka's class path, in an order that never changes: the class-data archive depends on it. */
export function classPath(folder: string): string {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.jar'))
    .sort()
    .map((name) => join(folder, name))
    .join(':');
}

/** Fetches the jars once. The folder appears whole, or not at all. */
export async function fetchJars(
  root: string,
  logsDir: string,
  started: Started,
): Promise<string | NotToBeHad> {
  const folder = jarsFolder(root);
  if (existsSync(folder)) return folder;
  const next = `${folder}.${process.pid}`;
  mkdirSync(next, { recursive: true });
  try {
    await started.run({
      name: 'Maven',
      command: 'mvn',
      args: [
        ...['--batch-mode', '--quiet', '--file', join(root, FOLDER, 'pom.xml')],
        ...['dependency:copy-dependencies', `-DoutputDirectory=${next}`],
      ],
      logFile: join(logsDir, 'maven.log'),
    });
    keep(next, folder);
    return folder;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT')
      return new NotToBeHad('embedded: Kafka is fetched by Maven, and there is none (mvn); install Maven');
    if (!(error instanceof CannotStart) || isDiskFull(error.message)) throw error;
    return new NotToBeHad(
      `embedded: Maven could not fetch Kafka; see ${join(logsDir, 'maven.log')}, and whether Maven Central can be reached`,
    );
  } finally {
    rmSync(next, { recursive: true, force: true });
  }
}

/** Another run may have been faster; its jars are the same. */
function keep(next: string, folder: string): void {
  try {
    renameSync(next, folder);
  } catch (error) {
    if (!existsSync(folder)) throw error;
  }
}
