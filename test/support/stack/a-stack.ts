import { join } from 'node:path';
import { AppProcess } from './app-process.js';
import { Door } from './door.js';
import { freePorts } from './free-ports.js';
import { aKeysFolder, type KeysFolder } from './keys-folder.js';
import { aRoom, type Room } from './room.js';

export interface StackOptions {
  readonly accountApis?: number;
  readonly gateways?: number;
  /** A Kafka of the test's own; else the run's. */
  readonly brokers?: string;
  /** A PostgreSQL of the test's own, by a URL of who may create databases; else the run's. */
  readonly databaseServer?: string;
  /** Settings for all processes, over those a stack sets itself. */
  readonly env?: Readonly<Record<string, string>>;
  /** For each process, such as `--cpu-prof`. */
  readonly nodeOptions?: readonly string[];
  /** The folder whose `dist` runs, such as that of a mutated build; else this one. */
  readonly build?: string;
  /** Where logs go: `.signoff/test-logs/<name>/`, kept until the next run of the same name. */
  readonly name: string;
}

/** Where one process of the stack listens by itself, past any door. */
export interface Listening {
  readonly process: AppProcess;
  readonly tls: number;
  readonly plain: number;
  readonly internal: number;
}

export interface Stack {
  readonly issuer: string;
  /** Plain, as people open it on this machine. */
  readonly accountUrl: string;
  readonly pushUrl: string;
  readonly pushTlsUrl: string;
  readonly keys: KeysFolder;
  readonly room: Room;
  readonly accountApis: readonly Listening[];
  readonly gateways: readonly Listening[];
  /** Of the account API, for points a test adds: past no instance in particular. */
  readonly internalUrl: string;
  /** Where devices knock, if there are several gateways: TLS and plain. */
  readonly pushDoors: readonly Door[];
  /** All processes by process id, then doors, topics, database, keys. */
  close(): Promise<void>;
}

/**
 * A whole Signoff of processes from `dist`, on PostgreSQL and Kafka of the run, with a database, topics, keys
 * and ports of its own. With several of a kind a door stands in front of them, as a load balancer would.
 */
export async function aStack(options: StackOptions): Promise<Stack> {
  const { accountApis: apiCount = 1, gateways: gatewayCount = 1, name } = options;
  const room = await aRoom(options.brokers, options.databaseServer);
  const keys = await aKeysFolder();
  const ports = (await freePorts(3 * (apiCount + gatewayCount + 2))).values();
  const port = (): number => ports.next().value!;
  const trio = (): { tls: number; plain: number; internal: number } => ({
    tls: port(),
    plain: port(),
    internal: port(),
  });
  const apis = Array.from({ length: apiCount }, trio);
  const gateways = Array.from({ length: gatewayCount }, trio);
  const front = apiCount === 1 ? apis[0]! : trio();
  const push = gatewayCount === 1 ? gateways[0]! : trio();

  const issuer = `https://localhost:${front.tls}`;
  const accountUrl = `http://localhost:${front.plain}`;
  const urlsOf = ({ tls, plain }: { tls: number; plain: number }): string[] => [
    `ws://localhost:${plain}/devices`,
    `wss://localhost:${tls}/devices`,
  ];
  const [pushUrl, pushTlsUrl] = urlsOf(push) as [string, string];
  const shared = {
    DATABASE_URL: room.databaseUrl,
    KAFKA_BROKERS: room.brokers,
    SIGNOFF_TOPIC_PREFIX: room.prefix,
    SIGNOFF_ISSUER: issuer,
    SIGNOFF_ACCOUNT_URL: accountUrl,
    SIGNOFF_KEYS_DIR: keys.folder,
    SIGNOFF_CA_FILE: keys.caFile,
    SIGNOFF_PUSH_ENDPOINT: pushTlsUrl,
    SIGNOFF_INTERNAL_URL: `http://127.0.0.1:${front.internal}`,
    SIGNOFF_DEVICE_POLL_INTERVAL_S: '1',
    SIGNOFF_ARGON2_MEMORY_KIB: '8',
    SIGNOFF_ARGON2_PASSES: '1',
    // Nobody guesses here, and a test may be many people at one address.
    SIGNOFF_SIGN_UPS_PER_ADDRESS: '100000',
    SIGNOFF_SIGN_IN_ATTEMPTS: '100000',
    SIGNOFF_USER_CODE_ATTEMPTS: '100000',
    SIGNOFF_DEVICE_CODES_PER_ADDRESS: '1000000',
    SIGNOFF_GATEWAY_DRAIN_WINDOW_MS: '300',
    ...options.env,
  };
  const logs = join('.signoff', 'test-logs', name);
  const processOf = (app: 'account-api' | 'push-gateway', index: number, env: Record<string, string>) => {
    const named = `${app}-${index + 1}`;
    const log = join(logs, `${named}.log`);
    return new AppProcess(app, named, { ...shared, ...env }, log, options.nodeOptions, options.build);
  };
  const accountApis: Listening[] = apis.map((own, index) => ({
    ...own,
    process: processOf('account-api', index, {
      SIGNOFF_INSTANCE_ID: `account-api-${index + 1}`,
      SIGNOFF_ACCOUNT_TLS_PORT: String(own.tls),
      SIGNOFF_ACCOUNT_PLAIN_PORT: String(own.plain),
      SIGNOFF_ACCOUNT_INTERNAL_PORT: String(own.internal),
    }),
  }));
  const pushGateways: Listening[] = gateways.map((own, index) => ({
    ...own,
    process: processOf('push-gateway', index, {
      SIGNOFF_GATEWAY_ID: `gateway-${index + 1}`,
      SIGNOFF_GATEWAY_PUBLIC_URLS: [...new Set([...urlsOf(push), ...urlsOf(own)])].join(','),
      SIGNOFF_GATEWAY_TLS_PORT: String(own.tls),
      SIGNOFF_GATEWAY_PLAIN_PORT: String(own.plain),
      SIGNOFF_GATEWAY_INTERNAL_PORT: String(own.internal),
    }),
  }));

  const doors: Door[] = [];
  const pushDoors: Door[] = [];
  const close = async (): Promise<void> => {
    // Gateways first: they drain, and say goodbye to an account API that hears it.
    await Promise.all(pushGateways.map(({ process }) => process.close()));
    await Promise.all(accountApis.map(({ process }) => process.close()));
    await Promise.all(doors.map((door) => door.close()));
    await room.clear();
    await keys.remove();
  };
  try {
    for (const kind of ['tls', 'plain', 'internal'] as const) {
      if (apiCount > 1)
        doors.push(
          await Door.open(
            front[kind],
            apis.map((one) => one[kind]),
          ),
        );
      if (gatewayCount > 1) {
        const door = await Door.open(
          push[kind],
          gateways.map((one) => one[kind]),
        );
        doors.push(door);
        if (kind !== 'internal') pushDoors.push(door);
      }
    }
    for (const { process } of accountApis) await process.start();
    await Promise.all(pushGateways.map(({ process }) => process.start()));
  } catch (error) {
    await close();
    throw error;
  }
  const urls = { issuer, accountUrl, pushUrl, pushTlsUrl, internalUrl: shared.SIGNOFF_INTERNAL_URL };
  return { ...urls, keys, room, accountApis, gateways: pushGateways, pushDoors, close };
}
