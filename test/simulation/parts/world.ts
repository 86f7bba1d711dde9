import { Broker } from '../log/broker.js';
import type { LogWeather } from '../log/log-client.js';
import { LogClient } from '../log/log-client.js';
import type { CallWeather } from '../network/calls.js';
import { call } from '../network/calls.js';
import { Store } from '../store/store.js';
import { STATEMENTS } from '../store/statements/index.js';
import { Story } from '../story/story.js';
import { enter } from '../virtual/globals.js';
import { VirtualProcess, type Surroundings } from '../virtual/process.js';
import { Random } from '../virtual/random.js';
import { Scheduler } from '../virtual/scheduler.js';
import type { Api, Comer, GatewayPoint, Point, ServicePoint } from './roles.js';

const PARTITIONS = 2;
const BUSY_TURNS = [0.02, 0.1, 0.5] as const;
/** Above the product's own timeouts of the same calls. */
const SNAPSHOT_TIMEOUT_MS = 1_500;

/** Everything of one history that is not the product's: time, chance, network, log and store, and who is there. */
export class World {
  readonly scheduler = new Scheduler();
  readonly chance: Random;
  readonly around: Surroundings;
  readonly story: Story;
  readonly broker: Broker;
  readonly store: Store;
  readonly calls: CallWeather = { slow: 0, lost: 0, answerLost: 0 };
  readonly log: LogWeather = { slow: 0, unacknowledged: 0, lost: 0, doubled: 0 };
  readonly apis: Api[] = [];
  readonly gateways: GatewayPoint[] = [];
  readonly services: ServicePoint[] = [];
  /** A device lets itself in: who looks for the moments between two steps may act now. */
  onMoment: (device: Comer, what: 'dials' | 'asks for tokens' | 'watches') => void = () => {};

  constructor(
    readonly seed: number,
    tell: ((sentence: string) => void) | null,
  ) {
    this.chance = new Random(seed, 'between');
    const busyTurns = this.chance.pick(BUSY_TURNS);
    this.around = { scheduler: this.scheduler, chance: this.chance, running: null, busyTurns };
    enter(this.around, seed);
    this.story = new Story(this.scheduler, tell);
    this.broker = new Broker(this.around, PARTITIONS);
    this.store = new Store(this.around, new Random(seed, 'store'), STATEMENTS);
  }

  get now(): number {
    return this.scheduler.now;
  }

  process(name: string): VirtualProcess {
    return new VirtualProcess(name, this.around);
  }

  logOf(process: VirtualProcess): LogClient {
    return new LogClient(this.broker, process, this.chance, this.log);
  }

  /** Calls whichever instance of the account API a balancer, or an old address, would lead to. */
  callApi<T>(from: VirtualProcess, timeoutMs: number, handle: (api: Api) => Promise<T>): Promise<T> {
    const api = this.chance.pick(this.apis);
    return call(this.chance, this.calls, from, api.process, timeoutMs, () => handle(api));
  }

  /** GET /internal/revocations, as `httpSnapshots` does it. */
  snapshotsOf(process: VirtualProcess): Api['snapshots'] {
    return {
      read: (poll) =>
        this.callApi(process, SNAPSHOT_TIMEOUT_MS, async ({ snapshots, refusesSnapshots }) => {
          if (refusesSnapshots) throw new Error('the source answers 503');
          return snapshots.read(poll);
        }),
    };
  }

  /** The runs that let sessions in now. */
  get points(): readonly Point[] {
    return [...this.gateways, ...this.services];
  }
}
