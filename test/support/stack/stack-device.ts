import {
  Device,
  deviceKey,
  discovery,
  fullJitter,
  newKeyPair,
  type DeviceEvent,
  type DeviceKey,
  type DeviceParts,
  type Endpoints,
  type Http,
} from '#libs/device-client';
import { nodeClock, nodeHttp, wsDial } from '#libs/device-client/node';
import { FakeAccountData, MemoryDisk } from '#libs/device-client/testing';
import type { SessionDescription } from '#libs/push-protocol';
import { until } from '../account-api/until.js';
import type { Stack } from './a-stack.js';
import type { Person } from './person.js';

type Event<Type extends DeviceEvent['type']> = Extract<DeviceEvent, { type: Type }>;

export interface StackDeviceOptions {
  readonly kind?: 'tv' | 'phone';
  readonly name?: string;
  readonly clockOffsetMs?: number;
  /** Dials this gateway, past the door, or one of these: public URLs. */
  readonly push?: string | readonly string[];
  /** The network as the test would have it. */
  readonly http?: (http: Http) => Http;
}

const DESCRIBED = {
  tv: { kind: 'tv', model: 'Aurora 55', name: 'Living room TV', appVersion: '1.0.0' },
  phone: { kind: 'phone', model: 'Pebble 9', name: 'My phone', appVersion: '1.0.0' },
} as const;

/**
 * A device of the real client in this process, over TLS to a stack. Its disk outlives `off`, so `on` is the
 * same device switched on again.
 */
export class StackDevice {
  readonly events: DeviceEvent[] = [];
  /** All of it, whatever was forgotten; `at` by `performance.now()`. */
  readonly log: { readonly at: number; readonly event: DeviceEvent | { readonly type: 'off' } }[] = [];
  readonly disk = new MemoryDisk();
  readonly data = new FakeAccountData();
  readonly http: Http & { close(): void };
  /** As it came from the token endpoint last; the client itself never shows it. */
  accessToken = '';
  refreshToken = '';
  #device: Device | null = null;

  private constructor(
    private readonly stack: Pick<Stack, 'issuer' | 'keys'>,
    private readonly options: StackDeviceOptions,
    readonly key: DeviceKey,
  ) {
    this.http = nodeHttp({ ca: stack.keys.ca });
  }

  static async make(
    stack: Pick<Stack, 'issuer' | 'keys'>,
    options: StackDeviceOptions = {},
  ): Promise<StackDevice> {
    return new StackDevice(stack, options, await deviceKey(await newKeyPair(false)));
  }

  /** Switched on, allowed in by the person, connected. */
  static async linked(
    stack: Pick<Stack, 'issuer' | 'keys'>,
    person: Person,
    options: StackDeviceOptions = {},
  ): Promise<StackDevice> {
    const device = await StackDevice.make(stack, options);
    await device.on();
    await device.link(person);
    return device;
  }

  get sid(): string {
    return this.session.sid;
  }

  /** Of the last enrolment, over or not. */
  get session(): SessionDescription {
    return this.last('linked').session;
  }

  get state(): string {
    return this.#running.state;
  }

  async on(): Promise<void> {
    this.#device = await Device.open(this.#parts());
    await this.#device.start();
  }

  off(): void {
    if (this.#device !== null) this.log.push({ at: performance.now(), event: { type: 'off' } });
    this.#device?.stop();
    this.#device = null;
  }

  async link(person: Person): Promise<void> {
    const { userCode } = await this.code();
    await person.approve(userCode);
    await this.hears('online');
  }

  /** Asks for a code, as when somebody presses a key. */
  async code(): Promise<Event<'user-code'>['code']> {
    this.events.length = 0;
    void this.#running.link();
    return (await this.hears('user-code')).code;
  }

  /** Somebody pressed a key: it asks for a code, for as long as it takes. */
  press(): void {
    this.forgetCode();
    void this.#running.link();
  }

  /** The code on its screen is of no use any more. */
  forgetCode(): void {
    const kept = this.events.filter(({ type }) => type !== 'user-code');
    this.events.splice(0, this.events.length, ...kept);
  }

  /** A round trip: proof that it is connected now. */
  ping(): Promise<void> {
    return this.#running.ping();
  }

  signOutHere(): Promise<void> {
    return this.#running.signOutHere();
  }

  /** The network is back, or the reconnect's pause is to be cut short. */
  wake(): void {
    this.#running.wake();
  }

  saw(type: DeviceEvent['type']): boolean {
    return this.events.some((event) => event.type === type);
  }

  last<Type extends DeviceEvent['type']>(type: Type): Event<Type> {
    const found = this.events.findLast((event): event is Event<Type> => event.type === type);
    if (found === undefined) throw new Error(`no ${type}; heard ${JSON.stringify(this.events)}`);
    return found;
  }

  /** Resolves with the last event of this type once there is one since `forget` or `code`. */
  async hears<Type extends DeviceEvent['type']>(type: Type, withinMs = 20_000): Promise<Event<Type>> {
    await until(`the device hears ${type}`, () => this.saw(type), withinMs).catch((error: Error) => {
      throw new Error(`${error.message}; heard ${JSON.stringify(this.events.map((event) => event.type))}`);
    });
    return this.last(type);
  }

  /** What `hears` waits for must come after this; what it was linked as stays. */
  forget(): void {
    const linked = this.events.filter(({ type }) => type === 'linked').slice(-1);
    this.events.splice(0, this.events.length, ...linked);
  }

  close(): void {
    this.off();
    this.http.close();
  }

  get #running(): Device {
    if (this.#device === null) throw new Error('the device is switched off');
    return this.#device;
  }

  #parts(): DeviceParts {
    const { stack, options, key, disk, data } = this;
    const { kind = 'tv', name, clockOffsetMs = 0, push } = options;
    const http = this.#listening(options.http?.(this.http) ?? this.http);
    const find = discovery(stack.issuer, http);
    const endpoints = async (): Promise<Endpoints> => ({
      ...(await find()),
      ...(push === undefined ? {} : { push: typeof push === 'string' ? [push] : push }),
    });
    return {
      issuer: stack.issuer,
      description: { ...DESCRIBED[kind], ...(name === undefined ? {} : { name }) },
      key,
      store: disk.run(),
      data,
      endpoints,
      http,
      dial: wsDial({ ca: stack.keys.ca }),
      clock: nodeClock(clockOffsetMs),
      random: Math.random,
      // A test waits for it: the same jitter, sooner.
      policy: fullJitter(Math.random, { baseMs: 100, capMs: 1_000 }),
      emit: (event) => {
        this.events.push(event);
        this.log.push({ at: performance.now(), event });
      },
    };
  }

  #listening(http: Http): Http {
    return async (request) => {
      const response = await http(request);
      if (new URL(request.url).pathname === '/token' && response.status === 200) {
        const { access_token, refresh_token } = JSON.parse(response.body) as Record<string, string>;
        if (access_token !== undefined) this.accessToken = access_token;
        if (refresh_token !== undefined) this.refreshToken = refresh_token;
      }
      return response;
    };
  }
}
