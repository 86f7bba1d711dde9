import { monotonicMs } from '../monotonic.js';
import { readMetrics } from './read-metrics.js';
import { readProcess } from './read-process.js';

export interface Watched {
  readonly name: string;
  readonly read: () => Promise<Reading | null>;
}

interface Reading {
  readonly rssBytes: number;
  readonly cpuS: number;
  readonly loopMs: number | null;
}

/** One look at a process; `at` is `monotonicMs`. */
export interface Sample {
  readonly at: number;
  readonly rssMib: number;
  /** Of one core, since the look before. */
  readonly cpuPercent: number;
  readonly loopMs: number | null;
}

export interface Series {
  readonly name: string;
  readonly samples: readonly Sample[];
}

const EVERY_MS = 1_000;
const MIB = 2 ** 20;

export const server = (name: string, internalUrl: string): Watched => ({
  name,
  read: () => readMetrics(internalUrl),
});

/** All processes of the fleet as one. */
export const fleetProcesses = (pids: () => readonly number[]): Watched => ({
  name: 'fleet',
  read: async () => {
    let sum = { rssBytes: 0, cpuS: 0 };
    for (const pid of [process.pid, ...pids()]) {
      const one = readProcess(pid);
      if (one !== null) sum = { rssBytes: sum.rssBytes + one.rssBytes, cpuS: sum.cpuS + one.cpuS };
    }
    return sum.rssBytes === 0 ? null : { ...sum, loopMs: null };
  },
});

/** Looks at processes each second. One that is gone, or does not answer, has a gap. */
export class Sampler {
  readonly #series = new Map<string, Sample[]>();
  readonly #before = new Map<string, { readonly at: number; readonly cpuS: number }>();
  #timer: NodeJS.Timeout | null = null;
  #looking: Promise<void> | null = null;

  constructor(private readonly watched: readonly Watched[]) {
    // In the order they were given, whoever answers first.
    for (const { name } of watched) this.#series.set(name, []);
  }

  start(): void {
    this.#look();
    this.#timer = setInterval(() => this.#look(), EVERY_MS);
  }

  /** Resolves once the last look is in. */
  async stop(): Promise<void> {
    if (this.#timer !== null) clearInterval(this.#timer);
    await this.#looking;
  }

  get series(): readonly Series[] {
    return [...this.#series].map(([name, samples]) => ({ name, samples }));
  }

  #look(): void {
    // A server that is slow to answer is not asked twice.
    if (this.#looking !== null) return;
    this.#looking = Promise.all(this.watched.map((one) => this.#lookAt(one))).then(() => {
      this.#looking = null;
    });
  }

  async #lookAt({ name, read }: Watched): Promise<void> {
    const reading = await read();
    if (reading === null) return;
    const at = monotonicMs();
    const before = this.#before.get(name);
    this.#before.set(name, { at, cpuS: reading.cpuS });
    // A process that was started again begins at nothing.
    const spentS = before === undefined ? 0 : Math.max(0, reading.cpuS - before.cpuS);
    const cpuPercent = before === undefined ? 0 : (100 * spentS * 1_000) / (at - before.at);
    const sample = { at, rssMib: reading.rssBytes / MIB, cpuPercent, loopMs: reading.loopMs };
    this.#series.get(name)?.push(sample);
  }
}
