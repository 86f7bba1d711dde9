import { execFile } from 'node:child_process';
import { accessSync, constants, existsSync, readFileSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { lockOwner } from '../../processes/lock.js';
import { whyNoEngine } from '../../services/docker/docker.js';
import { findJava } from '../../services/kafka/java.js';
import { jarsFolder } from '../../services/kafka/jars.js';
import { isFree } from '../../services/ports.js';
import { NotToBeHad } from '../../services/way.js';
import type { StartConfig } from '../../start/config.js';
import { portsOf, type Layout } from '../../start/layout.js';
import type { MachineFacts } from '../facts.js';

export async function gatherMachine(
  config: StartConfig,
  layout: Layout,
  root: string,
): Promise<MachineFacts> {
  const running = lockOwner(layout.lock)?.pid ?? null;
  const java = await findJava();
  return {
    node: process.versions.node,
    nodeWanted: nodeWanted(root),
    running,
    bringsUpServices: config.databaseUrl === null || config.kafkaBrokers === null,
    whyNoDocker: config.services === 'embedded' ? 'SIGNOFF_SERVICES is embedded' : await whyNoEngine(),
    whyNoJava: java instanceof NotToBeHad ? java.reason : null,
    whyNoMaven: await whyNoMaven(),
    hasKafka: existsSync(jarsFolder(root)),
    folder: {
      path: layout.folder,
      exists: existsSync(layout.folder),
      writable: isWritable(layout.folder),
      freeBytes: await freeBytes(layout.folder),
    },
    portsInUse: running === null ? await portsInUse(config) : [],
  };
}

const nodeWanted = (root: string): string =>
  (JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { engines: { node: string } }).engines
    .node;

async function whyNoMaven(): Promise<string | null> {
  try {
    await promisify(execFile)('mvn', ['--version']);
    return null;
  } catch {
    return 'there is no Maven (mvn)';
  }
}

function isWritable(folder: string): boolean {
  try {
    accessSync(folder, constants.R_OK | constants.W_OK | constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

async function freeBytes(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(existsSync(folder) ? folder : dirname(folder));
  return bavail * bsize;
}

async function portsInUse(config: StartConfig): Promise<MachineFacts['portsInUse']> {
  const ports = portsOf(config.portOffset, config.gateways);
  const wanted: (readonly [string, number])[] = [
    ['account pages', ports.accountPlain],
    ['account API, TLS', ports.accountTls],
    ['account API, internal', ports.accountInternal],
    ...ports.gateways.flatMap(({ tls, plain, internal }) => [
      ['push gateway, TLS', tls] as const,
      ['push gateway, plain', plain] as const,
      ['push gateway, internal', internal] as const,
    ]),
    ['playback API, TLS', ports.playback.tls],
    ['playback API, plain', ports.playback.plain],
    ['playback API, internal', ports.playback.internal],
    ['device pages', ports.pages],
  ];
  const inUse: { what: string; port: number }[] = [];
  for (const [what, port] of wanted) if (!(await isFree(port))) inUse.push({ what, port });
  return inUse;
}
