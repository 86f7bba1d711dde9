import { fork, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { FromWorker, ToWorker } from './messages.js';

export interface FleetOptions {
  readonly devices: number;
  readonly processes: number;
  readonly issuer: string;
  readonly origin: string;
  readonly push: string;
  readonly ca: string | null;
  /** Somebody types the code of a device into the account pages. */
  readonly approve: (userCode: string, device: number) => Promise<void>;
  readonly online?: (count: number) => void;
}

export interface FleetDevice {
  readonly device: number;
  readonly sid: string;
}

/** When one device was told, and when its receipt was taken; `monotonicMs`. */
export interface SignedOut {
  readonly toldAt: number;
  readonly storedAt: number;
}

/** Approvals under way at one moment, as a household's, not a storm's. */
const APPROVALS_AT_ONCE = 8;
const LINKING_AT_ONCE = 64;
const WORKER = fileURLToPath(new URL('./worker.js', import.meta.url));

/**
 * Simulated devices in processes of their own, each with its own key, linked by the real flow and connected.
 * Built code only: the workers are started from `dist`.
 */
export class Fleet {
  readonly #workers: ChildProcess[] = [];
  /** By number: a device that comes back is the same one. */
  readonly #devices = new Map<number, FleetDevice>();
  readonly #told = new Map<string, number>();
  readonly #watched = new Map<string, (times: SignedOut) => void>();
  readonly #codes: { readonly userCode: string; readonly device: number }[] = [];
  #approving = 0;
  #stopping = false;
  #ready: () => void = () => undefined;
  #fail: (error: Error) => void = () => undefined;

  private constructor(private readonly options: FleetOptions) {}

  /** Resolves when every device is connected; rejects with the first that could not be. */
  static async start(options: FleetOptions): Promise<Fleet> {
    const fleet = new Fleet(options);
    try {
      await fleet.#start();
    } catch (error) {
      await fleet.stop();
      throw error;
    }
    return fleet;
  }

  get devices(): readonly FleetDevice[] {
    return [...this.#devices.values()];
  }

  /** Ask before signing it out: resolves once its receipt is stored. */
  signedOut(sid: string): Promise<SignedOut> {
    return new Promise((resolve) => this.#watched.set(sid, resolve));
  }

  async stop(): Promise<void> {
    this.#stopping = true;
    await Promise.all(
      this.#workers.map(async (worker) => {
        if (worker.exitCode !== null || worker.signalCode !== null) return;
        const exited = new Promise((resolve) => worker.once('exit', resolve));
        worker.send({ type: 'end' } satisfies ToWorker);
        await exited;
      }),
    );
  }

  #start(): Promise<void> {
    const { devices, processes, issuer, origin, push, ca } = this.options;
    const started = new Promise<void>((resolve, reject) => {
      this.#ready = resolve;
      this.#fail = reject;
    });
    for (let i = 0; i < processes; i++) {
      const from = Math.floor((devices * i) / processes);
      const to = Math.floor((devices * (i + 1)) / processes);
      const atOnce = Math.ceil(LINKING_AT_ONCE / processes);
      const worker = fork(WORKER, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
      worker.on('message', (message: FromWorker) => {
        if (message.type !== 'awake') return this.#hear(message);
        worker.send({
          type: 'begin',
          options: { issuer, origin, push, ca, from, to, atOnce },
        } satisfies ToWorker);
      });
      worker.once('exit', (code) => {
        if (!this.#stopping) this.#fail(new Error(`a process of the fleet ended with ${code}`));
      });
      this.#workers.push(worker);
    }
    return started;
  }

  #hear(message: Exclude<FromWorker, { type: 'awake' }>): void {
    switch (message.type) {
      case 'code':
        this.#codes.push(message);
        return this.#approveNext();
      case 'online':
        if (this.#devices.has(message.device)) return;
        this.#devices.set(message.device, { device: message.device, sid: message.sid });
        this.options.online?.(this.#devices.size);
        if (this.#devices.size === this.options.devices) this.#ready();
        return;
      case 'failed':
        return this.#fail(new Error(`device ${message.device} was not linked: ${message.why}`));
      case 'told':
        this.#told.set(message.sid, this.#told.get(message.sid) ?? message.at);
        return;
      case 'receipt-stored':
        return this.#stored(message.sid, message.at);
    }
  }

  #stored(sid: string, storedAt: number): void {
    const toldAt = this.#told.get(sid);
    this.#watched.get(sid)?.({ toldAt: toldAt ?? storedAt, storedAt });
    this.#watched.delete(sid);
  }

  #approveNext(): void {
    if (this.#approving >= APPROVALS_AT_ONCE) return;
    const next = this.#codes.shift();
    if (next === undefined) return;
    this.#approving += 1;
    this.options
      .approve(next.userCode, next.device)
      .catch((error: Error) => this.#fail(error))
      .finally(() => {
        this.#approving -= 1;
        this.#approveNext();
      });
  }
}
