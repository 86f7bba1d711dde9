import { join } from 'node:path';
import type { Stack } from '../stack/a-stack.js';
import { AppProcess } from '../stack/app-process.js';
import { freePorts } from '../stack/free-ports.js';

/** A playback-api of a stack, as a process from `dist`. */
export interface Playback {
  readonly process: AppProcess;
  /** Plain, as a page on this machine dials it. */
  readonly url: string;
  readonly tlsUrl: string;
  readonly internalUrl: string;
  close(): Promise<void>;
}

export async function aPlayback(
  stack: Pick<Stack, 'issuer' | 'keys' | 'room' | 'accountApis'>,
  options: {
    readonly name: string;
    readonly env?: Readonly<Record<string, string>>;
    readonly nodeOptions?: readonly string[];
  },
): Promise<Playback> {
  const [tls, plain, internal] = (await freePorts(3)) as [number, number, number];
  const url = `http://localhost:${plain}`;
  const tlsUrl = `https://localhost:${tls}`;
  const { issuer, keys, room, accountApis } = stack;
  const process = new AppProcess(
    'playback-api',
    options.name,
    {
      DATABASE_URL: room.databaseUrl,
      KAFKA_BROKERS: room.brokers,
      SIGNOFF_TOPIC_PREFIX: room.prefix,
      SIGNOFF_ISSUER: issuer,
      SIGNOFF_KEYS_DIR: keys.folder,
      SIGNOFF_CA_FILE: keys.caFile,
      SIGNOFF_INTERNAL_URL: `http://127.0.0.1:${accountApis[0]?.internal}`,
      SIGNOFF_PLAYBACK_ID: options.name,
      SIGNOFF_PLAYBACK_PUBLIC_URLS: `${tlsUrl},${url}`,
      SIGNOFF_PLAYBACK_TLS_PORT: String(tls),
      SIGNOFF_PLAYBACK_PLAIN_PORT: String(plain),
      SIGNOFF_PLAYBACK_INTERNAL_PORT: String(internal),
      ...options.env,
    },
    join('.signoff', 'test-logs', options.name, 'playback-api.log'),
    options.nodeOptions,
  );
  await process.start();
  return { process, url, tlsUrl, internalUrl: `http://127.0.0.1:${internal}`, close: () => process.close() };
}
