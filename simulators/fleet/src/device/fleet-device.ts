import {
  Device,
  EMPTY_RECORD,
  type DeviceEvent,
  type DeviceKey,
  type DeviceRecord,
  type DeviceStore,
} from '#libs/device-client';
import type { DeviceSpec, LogEntry, SeededGrant, WorkerOptions } from '../messages.js';
import { monotonicMs } from '../monotonic.js';
import type { Platform } from './platform.js';
import { WatchedDial } from './watched-dial.js';

type Note = LogEntry extends infer Entry
  ? Entry extends LogEntry
    ? Omit<Entry, 'device' | 'at'>
    : never
  : never;

/**
 * One device of a fleet: the SDK's own, with a key of its own and its record in memory, for ten thousand of them
 * share a machine. Whatever happens on it is noted with its moment.
 */
export class FleetDevice {
  readonly #dial: WatchedDial;
  #device: Device | null = null;
  #sid = '';
  #isSeeded = false;
  #settle: () => void = () => undefined;

  constructor(
    readonly spec: DeviceSpec,
    readonly key: DeviceKey,
    private readonly options: WorkerOptions,
    private readonly platform: Platform,
    private readonly log: (entry: LogEntry) => void,
  ) {
    this.#dial = new WatchedDial(platform.dial, {
      told: () => this.#note({ type: 'told', sid: this.#sid }),
      closed: (code) => this.#note({ type: 'closed', code }),
    });
  }

  /** Switched on; resolves once it is connected, or shows its enrolment screen. */
  async power(grant: SeededGrant | null): Promise<void> {
    const settled = this.#settled();
    this.#isSeeded = grant !== null;
    this.#device = await Device.open({
      issuer: this.options.issuer,
      description: this.spec,
      key: this.key,
      store: inMemory(grant),
      data: { welcome: async () => undefined, stopPlaying: () => undefined, wipe: async () => ['profile'] },
      endpoints: this.platform.endpoints,
      http: this.platform.http.for(this.platform.address, (ms) => this.#note({ type: 'refreshed', ms })),
      dial: this.#dial.dial,
      clock: this.platform.clock,
      random: Math.random,
      emit: (event) => this.#heard(event),
    });
    await this.#device.start();
    await settled;
  }

  /** Somebody presses a key; resolves once it is linked and connected, or was not. */
  async link(): Promise<void> {
    if (this.#device === null) await this.power(null);
    this.#isSeeded = false;
    const settled = this.#settled();
    void this.#device?.link();
    await settled;
  }

  /** Its network is gone without a word. */
  cut(): void {
    this.#dial.cut();
  }

  #settled(): Promise<void> {
    return new Promise((resolve) => (this.#settle = resolve));
  }

  #heard(event: DeviceEvent): void {
    const sid = this.#sid;
    switch (event.type) {
      case 'user-code':
        return this.#note({ type: 'code', userCode: event.code.userCode });
      case 'linked':
        this.#sid = event.session.sid;
        return this.#note({ type: 'linked', session: event.session, by: this.#isSeeded ? 'seed' : 'flow' });
      case 'online':
        this.#note({ type: 'online', sid, connectMs: this.#dial.sinceDialledMs });
        return this.#settle();
      case 'offline':
        return this.#note({ type: 'offline', sid });
      case 'signed-out':
        return this.#note({ type: 'signed-out', sid, by: event.jti === null ? 'self' : 'event' });
      case 'receipt-stored':
        return this.#note({ type: 'receipt-stored', sid, via: event.via });
      case 'event-refused':
        return this.#note({ type: 'event-refused', sid });
      case 'enrolment-screen':
        if (event.because === 'over') this.#note({ type: 'signed-out', sid, by: 'grant' });
        else if (event.because !== 'new' && event.because !== 'signed-out')
          this.#note({ type: 'failed', why: event.because });
        return this.#settle();
      case 'stopped-playing':
        return;
    }
  }

  #note(note: Note): void {
    this.log({ ...note, device: this.spec.device, at: monotonicMs() });
  }
}

function inMemory(grant: SeededGrant | null): DeviceStore {
  let record: DeviceRecord =
    grant === null
      ? EMPTY_RECORD
      : { ...EMPTY_RECORD, grant: { session: grant.session, refreshToken: grant.refreshToken } };
  return {
    read: async () => record,
    write: async (next) => {
      record = next;
    },
  };
}
