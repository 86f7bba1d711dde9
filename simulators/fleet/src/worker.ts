/** A process of the fleet. Started by Workers, ends with whoever started it. */
import { nodeClock, nodeHttp, wsDial } from '#libs/device-client/node';
import { endpointsAt, type Dial, type FindEndpoints } from '#libs/device-client';
import { newDeviceKey } from './device/device-key.js';
import { FleetDevice } from './device/fleet-device.js';
import { SharedHttp } from './device/shared-http.js';
import { sourceAddressOf } from './limits/source-address.js';
import type { FromWorker, LogEntry, MadeKey, ToWorker, WorkerOptions } from './messages.js';
import { monotonicMs } from './monotonic.js';

/** Entries that are noted within this time go over in one message. */
const FLUSH_MS = 10;
const MADE_AT_ONCE = 500;

const tell = (message: FromWorker): void => void process.send?.(message);

class Worker {
  readonly #devices = new Map<number, FleetDevice>();
  readonly #clock = nodeClock();
  readonly #dials = new Map<string, Dial>();
  readonly #http: SharedHttp;
  readonly #endpoints: FindEndpoints;
  #entries: LogEntry[] = [];

  constructor(private readonly options: WorkerOptions) {
    const endpoints = endpointsAt(options.issuer, options.origin, options.push);
    this.#endpoints = async () => endpoints;
    this.#http = new SharedHttp((address) => nodeHttp(this.#trust(address)), monotonicMs);
  }

  async obey(message: Exclude<ToWorker, { type: 'begin' | 'end' }>): Promise<void> {
    switch (message.type) {
      case 'make':
        return this.#make(message.devices);
      case 'power':
        return each(message.grants, message.atOnce, (grant) => this.#device(grant.device).power(grant));
      case 'link':
        return each(message.devices, message.atOnce, (device) => this.#device(device).link());
      case 'cut':
        for (const device of message.devices) this.#device(device).cut();
        return;
      case 'measure': {
        const { rss, heapUsed } = process.memoryUsage();
        tell({
          type: 'measured',
          measured: { rssBytes: rss, heapBytes: heapUsed, devices: this.#devices.size },
        });
        return;
      }
    }
  }

  async #make(specs: Extract<ToWorker, { type: 'make' }>['devices']): Promise<void> {
    for (let from = 0; from < specs.length; from += MADE_AT_ONCE) {
      const keys: MadeKey[] = [];
      for (const spec of specs.slice(from, from + MADE_AT_ONCE)) {
        const key = await newDeviceKey();
        const address = sourceAddressOf(spec.device);
        const platform = {
          http: this.#http,
          dial: this.#dialOf(address),
          clock: this.#clock,
          endpoints: this.#endpoints,
          address,
        };
        const log = (entry: LogEntry): void => this.#log(entry);
        this.#devices.set(spec.device, new FleetDevice(spec, key, this.options, platform, log));
        keys.push({ device: spec.device, x: key.jwk.x, y: key.jwk.y });
      }
      tell({ type: 'made', keys });
    }
  }

  #device(device: number): FleetDevice {
    const found = this.#devices.get(device);
    if (found === undefined) throw new Error(`device ${device} was not made here`);
    return found;
  }

  #dialOf(address: string): Dial {
    let dial = this.#dials.get(address);
    if (dial === undefined) this.#dials.set(address, (dial = wsDial(this.#trust(address))));
    return dial;
  }

  #trust(localAddress: string): { ca?: string; localAddress?: string } {
    const { ca } = this.options;
    return { ...(ca === null ? {} : { ca }), ...(localAddress === '' ? {} : { localAddress }) };
  }

  #log(entry: LogEntry): void {
    this.#entries.push(entry);
    if (this.#entries.length > 1) return;
    setTimeout(() => {
      tell({ type: 'log', entries: this.#entries });
      this.#entries = [];
    }, FLUSH_MS);
  }
}

/** So many side by side, each next one as soon as another is done. */
async function each<T>(all: readonly T[], atOnce: number, run: (one: T) => Promise<void>): Promise<void> {
  let next = 0;
  const oneAfterAnother = async (): Promise<void> => {
    for (let one = all[next++]; one !== undefined; one = all[next++]) await run(one);
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, all.length) }, oneAfterAnother));
}

let worker: Worker | null = null;
process.on('message', (message: ToWorker) => {
  if (message.type === 'end') process.exit(0);
  if (message.type === 'begin') worker = new Worker(message.options);
  else void worker?.obey(message);
});
process.on('disconnect', () => process.exit(0));
tell({ type: 'awake' });
