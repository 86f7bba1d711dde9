import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Started } from '../processes/started.js';
import { composeService } from './docker/compose.js';
import { fetchJars, jarsFolder } from './kafka/jars.js';
import { findJava } from './kafka/java.js';
import { NotToBeHad } from './way.js';

/** Programs of a test's own on the PATH, in place of those of this machine. */
describe('on a machine', () => {
  let folder: string;
  let started: Started;
  const path = process.env['PATH'];
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'signoff-programs-'));
    mkdirSync(join(folder, 'bin'));
    process.env['PATH'] = join(folder, 'bin');
    started = new Started(join(folder, 'processes.json'));
  });
  afterEach(async () => {
    process.env['PATH'] = path;
    await started.stop();
    rmSync(folder, { recursive: true });
  });

  const program = (name: string, script: string): void => {
    const file = join(folder, 'bin', name);
    writeFileSync(file, `#!/bin/sh\n${script}\n`);
    chmodSync(file, 0o755);
  };
  const reasonOf = (found: unknown): string => {
    expect(found).toBeInstanceOf(NotToBeHad);
    return (found as NotToBeHad).reason;
  };

  describe('for embedded Kafka', () => {
    it('without Java, the reason says to install Java 17', async () => {
      expect(reasonOf(await findJava({ PATH: process.env['PATH'] }))).toMatch(/no Java.*install Java 17/);
    });

    it('with Java 11, the reason says it is too old', async () => {
      program('java', `echo 'openjdk version "11.0.22" 2024-01-16' >&2`);
      expect(reasonOf(await findJava({ PATH: process.env['PATH'] }))).toMatch(/Java 11.0.22 is too old/);
    });

    it('JAVA_HOME comes before the PATH', async () => {
      program('java', `echo 'openjdk version "21.0.1" 2023-10-17' >&2`);
      const env = { JAVA_HOME: folder, PATH: '/nowhere' };
      expect(await findJava(env)).toMatchObject({ version: expect.stringMatching(/^21\.0\.1/) });
    });

    const checkout = (): string => {
      mkdirSync(join(folder, 'infra/kafka'), { recursive: true });
      writeFileSync(join(folder, 'infra/kafka/pom.xml'), '<project/>');
      return folder;
    };

    it('without Maven, the reason says to install it', async () => {
      const found = await fetchJars(checkout(), join(folder, 'logs'), started);
      expect(reasonOf(found)).toMatch(/there is none \(mvn\); install Maven/);
    });

    it('with Maven and no network, the reason names its log, and no half-filled folder is left', async () => {
      program('mvn', 'echo "Could not transfer artifact"; exit 1');
      const root = checkout();
      const found = await fetchJars(root, join(folder, 'logs'), started);
      expect(reasonOf(found)).toContain(join(folder, 'logs', 'maven.log'));
      expect(readFileSync(join(folder, 'logs', 'maven.log'), 'utf8')).toContain('Could not transfer');
      expect(existsSync(jarsFolder(root))).toBe(false);
    });

    it('what was fetched once is not fetched again', async () => {
      program(
        'mvn',
        'for a in "$@"; do case $a in -DoutputDirectory=*) : > "${a#*=}/kafka.jar";; esac; done',
      );
      const root = checkout();
      expect(await fetchJars(root, join(folder, 'logs'), started)).toBe(jarsFolder(root));
      program('mvn', 'exit 1');
      expect(await fetchJars(root, join(folder, 'logs'), started)).toBe(jarsFolder(root));
      expect(existsSync(join(jarsFolder(root), 'kafka.jar'))).toBe(true);
    });
  });

  describe('for Docker', () => {
    const compose = () =>
      composeService(
        'kafka',
        { root: folder, postgresPort: 1, kafkaPort: 2, started },
        { address: '127.0.0.1:2', from: 'Docker' },
      );

    it('without a client, or with a client and no engine, another way is taken', async () => {
      expect(reasonOf(await compose().open())).toContain('there is no docker client');
      program('docker', 'echo "Cannot connect to the Docker daemon" >&2; exit 1');
      expect(reasonOf(await compose().open())).toContain('Cannot connect to the Docker daemon');
    });

    it('with an engine that has no access to images, another way is taken', async () => {
      program(
        'docker',
        'case "$*" in *inspect*|*pull*) echo "pull access denied" >&2; exit 1;; *images*) echo apache/kafka:4;; esac',
      );
      expect(reasonOf(await compose().open())).toMatch(
        /image of kafka is not to be had \(pull access denied\)/,
      );
    });

    it('with an engine and the image, it is brought up on the port of this run, and stopped with it', async () => {
      program('docker', `echo "$* at $SIGNOFF_KAFKA_PORT" >> ${folder}/calls`);
      expect(await compose().open()).toEqual({ address: '127.0.0.1:2', from: 'Docker' });
      await started.stop();
      const calls = readFileSync(join(folder, 'calls'), 'utf8');
      expect(calls).toMatch(/up --detach --wait --no-deps kafka at 2/);
      expect(calls).not.toContain('pull');
      expect(calls.trim().split('\n').at(-1)).toMatch(/stop kafka/);
    });

    it('an engine that fails to bring it up ends the start: data may be in there', async () => {
      program('docker', 'case "$*" in *up*) echo "port is already allocated" >&2; exit 1;; esac');
      await expect(compose().open()).rejects.toThrow('port is already allocated');
    });
  });
});
