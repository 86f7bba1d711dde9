import { describe } from './device/describe.js';
import type { LogEntry } from './messages.js';
import { Workers } from './workers.js';

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

/** For benches: simulated devices, all linked by the real flow and connected, and single sign-outs timed. */
export class Fleet {
  /** By number: a device that comes back is the same one. */
  readonly #devices = new Map<number, FleetDevice>();
  readonly #told = new Map<string, number>();
  readonly #watched = new Map<string, (times: SignedOut) => void>();
  readonly #codes: { readonly userCode: string; readonly device: number }[] = [];
  #workers: Workers | null = null;
  #approving = 0;
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
    await this.#workers?.stop();
  }

  async #start(): Promise<void> {
    const { devices, processes, issuer, origin, push, ca } = this.options;
    const allOnline = new Promise<void>((resolve, reject) => {
      this.#ready = resolve;
      this.#fail = reject;
    });
    this.#workers = await Workers.start(processes, { issuer, origin, push: [push], ca }, (entries) => {
      for (const entry of entries) this.#hear(entry);
    });
    const specs = Array.from({ length: devices }, (_, device) => describe(device));
    await this.#workers.make(specs);
    this.#workers.link(
      specs.map(({ device }) => device),
      LINKING_AT_ONCE,
    );
    await Promise.race([allOnline, this.#workers.died]);
  }

  #hear(entry: LogEntry): void {
    switch (entry.type) {
      case 'code':
        this.#codes.push(entry);
        return this.#approveNext();
      case 'online':
        if (this.#devices.has(entry.device)) return;
        this.#devices.set(entry.device, { device: entry.device, sid: entry.sid });
        this.options.online?.(this.#devices.size);
        if (this.#devices.size === this.options.devices) this.#ready();
        return;
      case 'failed':
        return this.#fail(new Error(`device ${entry.device} was not linked: ${entry.why}`));
      case 'told':
        this.#told.set(entry.sid, this.#told.get(entry.sid) ?? entry.at);
        return;
      case 'receipt-stored':
        return this.#stored(entry.sid, entry.at);
      default:
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
