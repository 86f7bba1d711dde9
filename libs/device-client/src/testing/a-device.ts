import type { SessionDescription } from '#libs/push-protocol';
import { Device, type DeviceParts } from '../device.js';
import type { DeviceEvent } from '../device-events.js';
import { deviceKey, newKeyPair, type DeviceKey } from '../key.js';
import { FakeClock } from './fake-clock.js';
import { FakeGateway } from './fake-gateway.js';
import { FakeIssuer } from './fake-issuer.js';
import { MemoryDisk } from './memory-disk.js';
import { until } from './until.js';

/** The app's own files on the device, which survive a power cut like the record does. */
export class FakeAccountData {
  readonly files = new Set<string>();
  playing = false;
  wipes = 0;
  /** Stands in for a power cut between two deletions. */
  cutAfterFirst = false;

  stopPlaying(): void {
    this.playing = false;
  }

  async wipe(): Promise<readonly string[]> {
    this.wipes += 1;
    for (const file of [...this.files]) {
      this.files.delete(file);
      if (this.cutAfterFirst) await new Promise(() => undefined);
    }
    return ['profile', 'artwork', 'last-seen'];
  }

  async welcome(session: SessionDescription): Promise<void> {
    for (const name of ['profile', 'artwork', 'last-seen']) this.files.add(`${session.sub}/${name}`);
    this.playing = true;
  }
}

/** A device, its disk and the servers around it; `powerOn` again after a power cut is the same device. */
export class DeviceWorld {
  readonly issuer = new FakeIssuer();
  readonly gateway = new FakeGateway(this.issuer);
  readonly clock = new FakeClock();
  readonly disk = new MemoryDisk();
  readonly data = new FakeAccountData();
  readonly events: DeviceEvent[] = [];
  readonly #running = new Set<Device>();
  #key: DeviceKey | null = null;

  async powerOn(overrides: Partial<DeviceParts> = {}): Promise<Device> {
    this.#key ??= await deviceKey(await newKeyPair(true));
    const device = await Device.open({
      issuer: this.issuer.issuer,
      description: { kind: 'tv', model: 'Aurora 55', name: 'Living room', appVersion: '4.2.1' },
      key: this.#key,
      store: this.disk.run(),
      data: this.data,
      endpoints: () => Promise.resolve(this.issuer.endpoints),
      http: this.issuer.http,
      dial: this.gateway.dial,
      clock: this.clock,
      random: () => 0.5,
      emit: (event) => void this.events.push(event),
      ...overrides,
    });
    this.#running.add(device);
    return device;
  }

  /** A device that somebody allowed in, connected. */
  async linked(overrides: Partial<DeviceParts> = {}): Promise<Device> {
    const device = await this.powerOn(overrides);
    await device.start();
    void device.link();
    await until('the device is online', () => this.saw('online'), this.clock, 200);
    return device;
  }

  saw(type: DeviceEvent['type']): boolean {
    return this.events.some((event) => event.type === type);
  }

  last<T extends DeviceEvent['type']>(type: T): Extract<DeviceEvent, { type: T }> | undefined {
    return this.events.findLast((event): event is Extract<DeviceEvent, { type: T }> => event.type === type);
  }

  until(what: string, holds: () => boolean, stepMs = 100): Promise<void> {
    return until(what, holds, this.clock, stepMs);
  }

  close(): void {
    for (const device of this.#running) device.stop();
  }
}
