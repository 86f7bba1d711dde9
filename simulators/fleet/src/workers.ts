import { fork, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type {
  DeviceSpec,
  FromWorker,
  LogEntry,
  MadeKey,
  Measured,
  SeededGrant,
  ToWorker,
  WorkerOptions,
} from './messages.js';

const WORKER = fileURLToPath(new URL('./worker.js', import.meta.url));

/**
 * The processes of a fleet, by the numbers of their devices. Built code only: they are started from `dist`.
 * Errors: the first process that ends unasked rejects `died`.
 */
export class Workers {
  /** Never resolves. */
  readonly died: Promise<never>;
  readonly #workers: ChildProcess[] = [];
  readonly #of = new Map<number, ChildProcess>();
  #fail: (error: Error) => void = () => undefined;
  #made: (keys: readonly MadeKey[]) => void = () => undefined;
  #measured: (measured: Measured) => void = () => undefined;
  #stopping = false;

  private constructor(private readonly log: (entries: readonly LogEntry[]) => void) {
    this.died = new Promise((_, reject) => (this.#fail = reject));
    this.died.catch(() => undefined);
  }

  static async start(
    processes: number,
    options: WorkerOptions,
    log: (entries: readonly LogEntry[]) => void,
  ): Promise<Workers> {
    const workers = new Workers(log);
    try {
      await Promise.all(Array.from({ length: processes }, () => workers.#fork(options)));
    } catch (error) {
      await workers.stop();
      throw error;
    }
    return workers;
  }

  get pids(): readonly number[] {
    return this.#workers.flatMap(({ pid }) => (pid === undefined ? [] : [pid]));
  }

  /** Makes devices, each with a key of its own; resolves with the public ones, in order. */
  async make(devices: readonly DeviceSpec[]): Promise<readonly MadeKey[]> {
    const keys = new Map<number, MadeKey>();
    const all = new Promise<void>((resolve) => {
      this.#made = (made) => {
        for (const key of made) keys.set(key.device, key);
        if (keys.size === devices.length) resolve();
      };
    });
    const count = this.#workers.length;
    for (const [index, worker] of this.#workers.entries()) {
      const share = devices.filter((_, n) => n % count === index);
      for (const { device } of share) this.#of.set(device, worker);
      send(worker, { type: 'make', devices: share });
    }
    await Promise.race([all, this.died]);
    return devices.map(({ device }) => keys.get(device) as MadeKey);
  }

  power(grants: readonly SeededGrant[], atOnce: number): void {
    this.#eachShare(
      grants,
      ({ device }) => device,
      (share, each) => ({ type: 'power', grants: share, atOnce: each }),
      atOnce,
    );
  }

  link(devices: readonly number[], atOnce: number): void {
    this.#eachShare(
      devices,
      (device) => device,
      (share, each) => ({ type: 'link', devices: share, atOnce: each }),
      atOnce,
    );
  }

  cut(devices: readonly number[]): void {
    this.#eachShare(
      devices,
      (device) => device,
      (share) => ({ type: 'cut', devices: share }),
    );
  }

  async measure(): Promise<Measured> {
    const total = { rssBytes: 0, heapBytes: 0, devices: 0 };
    let left = this.#workers.length;
    const all = new Promise<void>((resolve) => {
      this.#measured = ({ rssBytes, heapBytes, devices }) => {
        total.rssBytes += rssBytes;
        total.heapBytes += heapBytes;
        total.devices += devices;
        if (--left === 0) resolve();
      };
    });
    for (const worker of this.#workers) send(worker, { type: 'measure' });
    await Promise.race([all, this.died]);
    return total;
  }

  async stop(): Promise<void> {
    this.#stopping = true;
    await Promise.all(
      this.#workers.map(async (worker) => {
        if (worker.exitCode !== null || worker.signalCode !== null) return;
        const exited = new Promise((resolve) => worker.once('exit', resolve));
        send(worker, { type: 'end' });
        await exited;
      }),
    );
  }

  #fork(options: WorkerOptions): Promise<void> {
    const worker = fork(WORKER, { execArgv: [], stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
    this.#workers.push(worker);
    return new Promise((resolve, reject) => {
      worker.on('message', (message: FromWorker) => {
        switch (message.type) {
          case 'awake':
            send(worker, { type: 'begin', options });
            return resolve();
          case 'made':
            return this.#made(message.keys);
          case 'log':
            return this.log(message.entries);
          case 'measured':
            return this.#measured(message.measured);
        }
      });
      worker.once('error', reject);
      worker.once('exit', (code, signal) => {
        if (this.#stopping) return;
        const error = new Error(`a process of the fleet ended with ${signal ?? code}`);
        reject(error);
        this.#fail(error);
      });
    });
  }

  #eachShare<T>(
    all: readonly T[],
    deviceOf: (one: T) => number,
    message: (share: readonly T[], atOnce: number) => ToWorker,
    atOnce = 1,
  ): void {
    const shares = new Map<ChildProcess, T[]>();
    for (const one of all) {
      const worker = this.#of.get(deviceOf(one));
      if (worker === undefined) throw new Error(`device ${deviceOf(one)} was not made`);
      const share = shares.get(worker);
      if (share === undefined) shares.set(worker, [one]);
      else share.push(one);
    }
    for (const [worker, share] of shares)
      send(worker, message(share, Math.ceil(atOnce / this.#workers.length)));
  }
}

function send(worker: ChildProcess, message: ToWorker): void {
  // One that is gone is told of by its exit.
  worker.send(message, () => undefined);
}
