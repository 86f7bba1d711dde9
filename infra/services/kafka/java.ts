import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { NotToBeHad } from '../way.js';

const OLDEST = 17;

export interface Java {
  readonly command: string;
  /** As it names itself; a class-data archive fits only the one that made it. */
  readonly version: string;
}

/** `JAVA_HOME`'s, else the one on the PATH. */
export async function findJava(env: NodeJS.ProcessEnv = process.env): Promise<Java | NotToBeHad> {
  const home = env['JAVA_HOME'];
  const command = home ? join(home, 'bin', 'java') : 'java';
  let said: string;
  try {
    said = (await promisify(execFile)(command, ['-version'], { env })).stderr;
  } catch {
    return new NotToBeHad(`embedded: there is no Java (${command}); install Java ${OLDEST} or newer`);
  }
  const version = /version "([^"]+)"/.exec(said)?.[1] ?? '';
  if (!(Number.parseInt(version, 10) >= OLDEST)) {
    return new NotToBeHad(
      `embedded: Java ${version || 'of an unknown version'} is too old for Kafka; install Java ${OLDEST} or newer`,
    );
  }
  return { command, version: `${version} ${/build ([^)\s]+)/.exec(said)?.[1] ?? ''}`.trim() };
}
