import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RunLog } from '../e2e/support/run-log.js';
import { until } from '../support/account-api/until.js';
import { aPlayback, type Playback } from '../support/playback-api/a-playback.js';
import { WRITE_TAP, writesTo } from '../support/points/written.js';
import { aStack, type Listening, type Stack } from '../support/stack/a-stack.js';
import { Door } from '../support/stack/door.js';
import { freePorts } from '../support/stack/free-ports.js';
import { OwnKafka } from '../support/stack/own-kafka.js';
import { OwnPostgres } from '../support/stack/own-postgres.js';
import { Load, type LoadSize } from './load/load.js';

export type Form = 'full' | 'short';

const SIZES: Readonly<Record<Form, LoadSize>> = {
  full: { devices: 5, films: 2, innocents: 2, pauseMs: 200 },
  short: { devices: 2, films: 1, innocents: 1, pauseMs: 100 },
};
/** A test does not wait for a stranger as long as a gateway does. */
const SETTINGS: Readonly<Record<Form, Readonly<Record<string, string>>>> = {
  full: {},
  short: { SIGNOFF_GATEWAY_HELLO_TIMEOUT_MS: '3000' },
};
const PRELOADS = [...WRITE_TAP, '--import', './test/faults/fault-preload.mjs'];
const SHOT_WITHIN_MS = 60_000;

type Closing = (() => Promise<unknown> | void)[];
const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

/** The last that was opened first, each once. */
async function closeAll(closing: Closing): Promise<void> {
  for (let close = closing.pop(); close !== undefined; close = closing.pop()) await close();
}

export interface RigOptions {
  readonly name: string;
  readonly form: Form;
  readonly size?: LoadSize;
  /** For every process, besides the rig's own preloads. */
  readonly nodeOptions?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/**
 * A whole installation of processes on a Kafka and a PostgreSQL of its own, two of each server behind doors, under
 * load, with places to break it: the services, the doors, the processes by signal or in the midst of a write.
 */
export class Rig {
  readonly log: RunLog;
  load!: Load;

  private constructor(
    readonly form: Form,
    readonly kafka: OwnKafka,
    readonly postgres: OwnPostgres,
    /** Between every server and the database. */
    readonly databaseDoor: Door,
    readonly stack: Stack,
    readonly playback: Playback,
    private readonly folder: string,
  ) {
    this.log = new RunLog().writes(join(folder, 'writes'));
  }

  static async open({
    name,
    form,
    size = SIZES[form],
    nodeOptions = [],
    env: more = {},
  }: RigOptions): Promise<Rig> {
    const closing: Closing = [];
    // Nothing is left running by a run that is broken off.
    const brokenOff = (): void => void closeAll(closing).finally(() => process.exit(130));
    for (const signal of SIGNALS) process.once(signal, brokenOff);
    closing.push(() => SIGNALS.forEach((signal) => process.off(signal, brokenOff)));
    const folder = mkdtempSync(join(tmpdir(), 'signoff-faults-'));
    closing.push(() => rmSync(folder, { recursive: true, force: true }));
    try {
      mkdirSync(join(folder, 'faults'));
      const [kafka, postgres] = await Promise.all([OwnKafka.start(), OwnPostgres.start()]);
      closing.push(() => Promise.all([kafka.close(), postgres.close()]));
      const [port] = (await freePorts(1)) as [number];
      const databaseDoor = await Door.open(port, [postgres.port]);
      closing.push(() => databaseDoor.close());
      const databaseServer = Object.assign(new URL(postgres.url), { port: String(port) }).href;
      const env = {
        ...writesTo(join(folder, 'writes')),
        TEST_FAULTS_DIR: join(folder, 'faults'),
        ...SETTINGS[form],
        ...more,
      };
      const options = { name, env, nodeOptions: [...PRELOADS, ...nodeOptions] };
      const { brokers } = kafka;
      const stack = await aStack({ ...options, accountApis: 2, gateways: 2, brokers, databaseServer });
      closing.push(() => stack.close());
      const playback = await aPlayback(stack, {
        ...options,
        env: { ...env, SIGNOFF_INTERNAL_URL: stack.internalUrl },
      });
      closing.push(() => playback.close());
      const rig = new Rig(form, kafka, postgres, databaseDoor, stack, playback, folder);
      rig.#closing = closing;
      rig.load = new Load(stack, playback, rig.log, size);
      closing.push(() => rig.load.close());
      await rig.load.open();
      return rig;
    } catch (error) {
      await closeAll(closing);
      throw error;
    }
  }
  #closing: Closing = [];

  api(n: 1 | 2): Listening {
    return this.stack.accountApis[n - 1]!;
  }

  gateway(n: 1 | 2): Listening & { readonly url: string } {
    const gateway = this.stack.gateways[n - 1]!;
    return { ...gateway, url: `ws://localhost:${gateway.plain}/devices` };
  }

  /**
   * Resolves once one of the processes, and no other, has died instead of writing the marker once more than `after`
   * times. Which it is depends on whom the load has its connections with.
   */
  async killAt(among: readonly Listening[], marker: string, after = 0): Promise<void> {
    const file = ({ process }: Listening, suffix: string): string =>
      join(this.folder, 'faults', `${nameOf(process.name)}.${suffix}`);
    writeFileSync(join(this.folder, 'faults', 'bullet'), '');
    for (const one of among) {
      rmSync(file(one, 'killed'), { force: true });
      writeFileSync(file(one, 'next'), JSON.stringify({ marker, after }));
      // It appears whole.
      renameSync(file(one, 'next'), file(one, 'kill'));
    }
    const shot = (): Listening | undefined => among.find((one) => existsSync(file(one, 'killed')));
    await until(`a process dies at ${marker}`, () => shot() !== undefined, SHOT_WITHIN_MS);
    for (const one of among) rmSync(file(one, 'kill'), { force: true });
    await shot()?.process.kill();
  }

  /** Its event loop does nothing else for that long; resolves once that has begun. */
  async holdUp({ process }: Listening, forMs: number): Promise<void> {
    const file = (suffix: string): string => join(this.folder, 'faults', `${nameOf(process.name)}.${suffix}`);
    rmSync(file('blocked'), { force: true });
    writeFileSync(file('block'), String(forMs));
    globalThis.process.kill(process.pid, 'SIGUSR2');
    await until(`${process.name} is held up`, () => existsSync(file('blocked')), SHOT_WITHIN_MS);
  }

  close(): Promise<void> {
    return closeAll(this.#closing);
  }
}

/** A process of the stack by the name it has among its peers. */
const nameOf = (processName: string): string => processName.replace('push-gateway', 'gateway');
