import {
  Device,
  EMPTY_RECORD,
  endpointsAt,
  type DeviceEvent,
  type DeviceRecord,
  type HttpResponse,
} from '#libs/device-client';
import { decodeJws } from '#libs/security-event';
import { thumbprintOf } from '#libs/service-runtime/node';
import { call } from '../network/calls.js';
import { Wire } from '../network/wire.js';
import type { VirtualProcess } from '../virtual/process.js';
import { toyKey, type ToyKey } from '../virtual/toy-es256.js';
import { ISSUER, PUSH_URL, SERVICE_ORIGIN } from './issuer.js';
import type { World } from './world.js';

const HTTP_TIMEOUT_MS = 4_000;

/** One device: its key and its disk outlive every run of the product's device client on it. */
export class SimulatedDevice {
  process: VirtualProcess;
  client: Device | null = null;
  /** The code on its screen. */
  userCode: string | null = null;
  /** The session it was last linked to. */
  sid: string | null = null;
  readonly wires = new Set<Wire>();
  readonly #key: ToyKey;
  #record: DeviceRecord = EMPTY_RECORD;
  #files = new Set<string>();
  /** A receipt may be taken long after, when the device is linked anew. */
  readonly #receiptOf = new Map<string, string>();
  #isPlaying = false;

  constructor(
    private readonly world: World,
    readonly name: string,
    private readonly kind: 'tv' | 'phone',
  ) {
    this.#key = toyKey(name);
    this.process = world.process(name);
  }

  get grant(): DeviceRecord['grant'] {
    return this.#record.grant;
  }

  get receiptsLeft(): number {
    return this.#record.receipts.length + (this.#record.signOut === null ? 0 : 1);
  }

  powerOn(): void {
    const process = (this.process = this.world.process(this.name));
    this.client = null;
    this.userCode = null;
    process.step(0, () => void this.#start(process));
  }

  powerOff(): void {
    this.process.die();
    if (this.sid !== null) this.world.story.device({ type: 'offline', at: this.world.now, sid: this.sid });
  }

  /** Somebody presses a key on its enrolment screen. */
  link(): void {
    this.process.step(0, () => void this.client?.link());
  }

  wake(): void {
    this.process.step(0, () => this.client?.wake());
  }

  signOutHere(): void {
    this.process.step(0, () => void this.client?.signOutHere().catch(() => undefined));
  }

  watch(): void {
    const { client, process } = this;
    process.step(0, () => {
      if (client?.state !== 'linked') return;
      const fetch = client.resourceFetch((_, init) => this.#fetchFilm(init?.headers ?? {}));
      // Refused, lost or not linked any more: it is only a film.
      void fetch(`${SERVICE_ORIGIN}/film`).catch(() => undefined);
    });
  }

  async #start(process: VirtualProcess): Promise<void> {
    const { world, kind, name } = this;
    const key = { jwk: this.#key.jwk, jkt: thumbprintOf(this.#key.jwk), sign: this.#key.sign };
    const endpoints = endpointsAt(ISSUER, ISSUER, PUSH_URL);
    const client = await Device.open({
      issuer: ISSUER,
      description: { kind, model: 'Aurora 55', name, appVersion: '4.2.1' },
      key,
      store: {
        read: () => this.#disk(process, () => this.#record),
        write: (record) =>
          this.#disk(process, () => {
            this.#record = record;
            for (const { jti, receipt } of record.receipts)
              this.#receiptOf.set(jti, String(decodeJws(receipt).payload['sid']));
          }),
      },
      data: {
        stopPlaying: () => {
          this.#isPlaying = false;
        },
        wipe: () => this.#disk(process, () => this.#wipe()),
        welcome: ({ sub }) =>
          this.#disk(process, () => {
            this.#files.add(`${sub}/profile`);
            this.#isPlaying = true;
          }),
      },
      endpoints: () => Promise.resolve(endpoints),
      http: (request) => {
        if (request.url.endsWith('/token')) world.onMoment(this, 'asks for tokens');
        return world.callApi<HttpResponse>(process, HTTP_TIMEOUT_MS, ({ tokens }) => tokens.answer(request));
      },
      dial: (_, __, listener) => this.#dial(process, listener),
      clock: {
        now: () => process.wallMs(),
        monotonic: () => process.monotonicMs(),
        after: (ms, then) => process.after(ms, then),
      },
      random: () => Math.random(),
      emit: (event) => this.#happened(event),
    });
    this.client = client;
    await client.start();
  }

  #wipe(): readonly string[] {
    this.#files = new Set();
    return ['profile'];
  }

  /** A disk takes its time; a power cut before the end of it leaves what was there. */
  #disk<T>(process: VirtualProcess, work: () => T): Promise<T> {
    return new Promise((resolve) => process.step(this.world.chance.between(0.2, 4), () => resolve(work())));
  }

  #dial(
    process: VirtualProcess,
    listener: { message(text: string): void; closed(code: number): void },
  ): { send(text: string): void; close(): void } {
    const { world } = this;
    world.onMoment(this, 'dials');
    const gateway = world.chance.pick(world.gateways);
    const wire = new Wire(world.chance, process, gateway.process);
    this.wires.add(wire);
    wire.listen(0, {
      message: (text) => listener.message(text),
      closed: (code) => {
        this.wires.delete(wire);
        listener.closed(code);
      },
    });
    if (gateway.process.isDead) wire.break('at once');
    else gateway.process.step(world.chance.between(0.5, 5), () => gateway.accept(wire));
    return {
      send: (text) => wire.send(0, text),
      close: () => {
        this.wires.delete(wire);
        wire.close(0, 1000);
      },
    };
  }

  async #fetchFilm(headers: Readonly<Record<string, string>>): Promise<Response> {
    const { world, process } = this;
    const service = world.chance.pick(world.services);
    world.onMoment(this, 'watches');
    const lower = Object.fromEntries(
      Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]),
    );
    return call(
      world.chance,
      world.calls,
      process,
      service.process,
      HTTP_TIMEOUT_MS,
      () =>
        new Promise<Response>((resolve, reject) => {
          const piece = (): void => process.step(world.chance.between(0.5, 5), () => this.#plays());
          service
            .film(lower, {
              headers: (status, given) => resolve(responseOf(status, given)),
              piece,
            })
            .catch(reject);
        }),
    );
  }

  #plays(): void {
    const { sid, world } = this;
    if (this.#isPlaying && sid !== null && this.grant?.session.sid === sid)
      world.story.device({ type: 'playing', at: world.now, sid });
  }

  #happened(event: DeviceEvent): void {
    const { world } = this;
    const at = world.now;
    const note = (type: 'linked' | 'online' | 'offline' | 'receipt-stored', sid = this.sid): void => {
      if (sid !== null) world.story.device({ type, at, sid });
    };
    switch (event.type) {
      case 'linked':
        this.sid = event.session.sid;
        this.userCode = null;
        return note('linked');
      case 'online':
      case 'offline':
        return note(event.type);
      case 'receipt-stored':
        return note(event.type, this.#receiptOf.get(event.jti) ?? null);
      case 'signed-out':
        if (this.sid !== null)
          world.story.device({
            type: 'signed-out',
            at,
            sid: this.sid,
            by: event.jti === null ? 'self' : 'event',
          });
        return;
      case 'enrolment-screen':
        this.userCode = null;
        if (event.because === 'over' && this.sid !== null)
          world.story.device({ type: 'signed-out', at, sid: this.sid, by: 'grant' });
        return world.story.tell(`${this.name} shows its enrolment screen: ${event.because}`);
      case 'user-code':
        this.userCode = event.code.userCode;
        return world.story.tell(`${this.name} shows the code ${event.code.userCode}`);
      case 'stopped-playing':
      case 'event-refused':
        return world.story.tell(`${this.name}: ${event.type}`);
    }
  }
}

function responseOf(status: number, headers: ReadonlyMap<string, string>): Response {
  const body = { cancel: () => Promise.resolve() };
  return {
    status,
    headers: { get: (name: string) => headers.get(name.toLowerCase()) ?? null },
    body,
  } as unknown as Response;
}
