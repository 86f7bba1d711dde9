import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Child } from '../../processes/child.js';
import type { Started } from '../../processes/started.js';
import { NotToBeHad, type Service } from '../way.js';
import { classPath, fetchJars } from './jars.js';
import { findJava, type Java } from './java.js';
import { brokerSettings } from './settings.js';

export interface EmbeddedKafkaOptions {
  /** The checkout, whose infra/kafka/target keeps the jars. */
  readonly root: string;
  readonly dataDir: string;
  readonly logsDir: string;
  readonly port: number;
  readonly controllerPort: number;
  readonly started: Started;
}

const READY_MS = 60_000;
const QUICK_TO_START = ['-Xms64m', '-Xmx256m', '-XX:TieredStopAtLevel=1', '-XX:+UseSerialGC'];
const LOG = [
  '-Dorg.slf4j.simpleLogger.defaultLogLevel=warn',
  '-Dorg.slf4j.simpleLogger.log.kafka.server.KafkaRaftServer=info',
  '-Dorg.slf4j.simpleLogger.showDateTime=true',
  "-Dorg.slf4j.simpleLogger.dateTimeFormat=yyyy-MM-dd'T'HH:mm:ss.SSS",
];

/** Apache Kafka in KRaft mode from Maven Central, one broker on loopback, its data kept in `dataDir`. */
export async function embeddedKafka(options: EmbeddedKafkaOptions): Promise<Service | NotToBeHad> {
  const { root, dataDir, logsDir, port, started } = options;
  const java = await findJava();
  if (java instanceof NotToBeHad) return java;
  const jars = await fetchJars(root, logsDir, started);
  if (jars instanceof NotToBeHad) return jars;
  const folder = resolve(dataDir, 'kafka');
  mkdirSync(folder, { recursive: true });
  const jvm = { ...java, classPath: classPath(jars) };
  await formatted(jvm, folder, options);
  const properties = writeSettings(folder, join(folder, 'data'), options);
  const archive = join(jars, `classes-${java.version.replace(/[^\w.+-]/g, '_')}.jsa`);
  const recording = `${archive}.${process.pid}`;
  const sharing = existsSync(archive)
    ? [`-XX:SharedArchiveFile=${archive}`]
    : [`-XX:ArchiveClassesAtExit=${recording}`];
  const broker = started.start({
    name: 'Kafka',
    command: java.command,
    args: [
      ...QUICK_TO_START,
      ...sharing,
      '-Xshare:auto',
      ...LOG,
      '-cp',
      jvm.classPath,
      'kafka.Kafka',
      properties,
    ],
    logFile: join(logsDir, 'kafka.log'),
  });
  if (!existsSync(archive)) void keepArchive(broker, recording, archive);
  await broker.prints(/Kafka Server started/, READY_MS);
  return {
    address: `127.0.0.1:${port}`,
    from: `embedded, Kafka on Java ${Number.parseInt(java.version, 10)}`,
  };
}

/** The cluster that the data in `dataDir` belongs to, or null when there is none. */
export function keptClusterId(dataDir: string): string | null {
  const file = join(dataDir, 'kafka', 'data', 'meta.properties');
  if (!existsSync(file)) return null;
  return /^cluster\.id=(.+)$/m.exec(readFileSync(file, 'utf8'))?.[1]?.trim() ?? null;
}

/** Makes the log folder of a new cluster. It appears whole or not at all. */
async function formatted(
  java: Java & { readonly classPath: string },
  folder: string,
  options: EmbeddedKafkaOptions,
): Promise<void> {
  const data = join(folder, 'data');
  if (existsSync(data)) return;
  const next = join(folder, 'data.next');
  rmSync(next, { recursive: true, force: true });
  const clusterId = randomBytes(16).toString('base64url').replace(/^-/, 'A');
  const properties = writeSettings(folder, next, options);
  await options.started.run({
    name: 'Kafka’s first formatting',
    command: java.command,
    args: [
      ...QUICK_TO_START,
      ...LOG,
      ...['-cp', java.classPath, 'kafka.tools.StorageTool', 'format'],
      ...['-t', clusterId, '-c', properties],
    ],
    logFile: join(options.logsDir, 'kafka-format.log'),
  });
  renameSync(next, data);
}

function writeSettings(folder: string, logDir: string, options: EmbeddedKafkaOptions): string {
  const file = join(folder, 'server.properties');
  writeFileSync(file, brokerSettings({ ...options, logDir }));
  return file;
}

/**
 * Classes as they lie in memory, written by the first broker when it ends: with them the next one starts in half
 * the time. Several may record at once; each keeps a whole one.
 */
async function keepArchive(broker: Child, recording: string, archive: string): Promise<void> {
  const { code, signal } = await broker.exited;
  try {
    // After SIGTERM Java exits with 143.
    const whole = (code === 143 || code === 0 || signal === 'SIGTERM') && statSync(recording).size > 0;
    if (whole) renameSync(recording, archive);
    else rmSync(recording, { force: true });
  } catch {
    // None was written. The next start records again.
  }
}
