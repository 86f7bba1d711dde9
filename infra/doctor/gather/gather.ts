import { join } from 'node:path';
import { ServicesRecord } from '../../services/record.js';
import type { StartConfig } from '../../start/config.js';
import { portsOf, type Layout } from '../../start/layout.js';
import { readRunFile } from '../../start/run-file.js';
import { addressesOf } from '../../start/servers.js';
import type { Facts } from '../facts.js';
import { gatherDatabase } from './database.js';
import { gatherKafka } from './kafka.js';
import { gatherKeys } from './keys.js';
import { gatherMachine } from './machine.js';
import { gatherDiscovery, gatherPoints, gatherServer } from './servers.js';

export interface Asked {
  readonly config: StartConfig;
  readonly layout: Layout;
  readonly root: string;
  readonly env: NodeJS.ProcessEnv;
  readonly unconfirmedForMs: number;
}

/** Asks everything there is to ask, at once where it may. The run file names what runs here; else the environment. */
export async function gather({ config, layout, root, env, unconfirmedForMs }: Asked): Promise<Facts> {
  const machine = await gatherMachine(config, layout, root);
  const run = machine.running === null ? null : readRunFile(layout);
  const ports = portsOf(config.portOffset, config.gateways);
  const addresses = addressesOf(ports, layout);
  const issuer = run?.issuer ?? env['SIGNOFF_ISSUER'] ?? addresses.issuer;
  const caFile = run?.caFile ?? env['SIGNOFF_CA_FILE'] ?? addresses.caFile;
  const internalUrl = run?.internalUrl ?? env['SIGNOFF_INTERNAL_URL'] ?? null;
  const databaseUrl = run?.databaseUrl ?? config.databaseUrl;
  const brokers = run?.kafkaBrokers.split(',') ?? config.kafkaBrokers;
  const keysDir = env['SIGNOFF_KEYS_DIR'] ?? layout.keys;
  const record = new ServicesRecord(layout.folder);
  // As `npm start` names it: one it brought up by its way, one it was given by its address.
  const database = config.databaseUrl === null ? record.keptBy('postgres') : addressOf(config.databaseUrl);
  const pairedWith = database === null ? null : record.clusterOf(database);
  const servers: (readonly [string, string])[] =
    run === null
      ? internalUrl === null
        ? []
        : [['account-api', internalUrl]]
      : [
          ['account-api', run.internalUrl],
          ...ports.gateways.map(({ internal }, index) => {
            return [index === 0 ? 'push-gateway' : `push-gateway-${index + 1}`, local(internal)] as const;
          }),
          ['playback-api', run.playbackInternalUrl],
        ];
  const [databaseFacts, kafka, asked, points, discovery] = await Promise.all([
    databaseUrl === null ? null : gatherDatabase(databaseUrl, unconfirmedForMs),
    brokers === null ? null : gatherKafka(brokers, env['SIGNOFF_TOPIC_PREFIX'] ?? '', pairedWith),
    Promise.all(servers.map(([name, url]) => gatherServer(name, url))),
    internalUrl === null ? null : gatherPoints(internalUrl),
    servers.length === 0 ? null : gatherDiscovery(issuer, caFile),
  ]);
  const keys = gatherKeys(keysDir, caFile === addresses.caFile ? join(keysDir, 'ca.pem') : caFile, issuer);
  return { machine, keys, database: databaseFacts, kafka, servers: asked, points, discovery };
}

const local = (port: number): string => `http://127.0.0.1:${port}`;

function addressOf(url: string): string {
  const { host, pathname } = new URL(url);
  return `${host}${pathname}`;
}
