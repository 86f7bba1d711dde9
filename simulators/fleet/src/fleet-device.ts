import {
  Device,
  deviceKey,
  EMPTY_RECORD,
  endpointsAt,
  newKeyPair,
  type Clock,
  type Dial,
  type DeviceRecord,
  type DeviceStore,
  type Http,
} from '#libs/device-client';
import { monotonicMs, type FromWorker, type WorkerOptions } from './messages.js';

export interface Platform {
  readonly http: Http;
  readonly dial: Dial;
  readonly clock: Clock;
}

/**
 * One device of a fleet: a key of its own and the whole protocol, with its record in memory, for ten thousand
 * of them share a machine.
 */
export async function startFleetDevice(
  device: number,
  options: WorkerOptions,
  platform: Platform,
  tell: (message: FromWorker) => void,
): Promise<{ stop(): void; settled: Promise<void> }> {
  const { issuer, origin, push } = options;
  let sid = '';
  let settle = (): void => undefined;
  const settled = new Promise<void>((resolve) => {
    settle = resolve;
  });
  const one = await Device.open({
    issuer,
    description: describe(device),
    key: await deviceKey(await newKeyPair(false)),
    store: inMemory(),
    data: { welcome: async () => undefined, stopPlaying: () => undefined, wipe: async () => ['profile'] },
    endpoints: async () => endpointsAt(issuer, origin, push),
    ...platform,
    dial: timed(platform.dial, (at) => tell({ type: 'told', sid, at })),
    random: Math.random,
    emit: (event) => {
      if (event.type === 'user-code') tell({ type: 'code', device, userCode: event.code.userCode });
      if (event.type === 'linked') sid = event.session.sid;
      if (event.type === 'receipt-stored')
        tell({ type: 'receipt-stored', sid, at: monotonicMs(), via: event.via });
      if (event.type === 'online') {
        tell({ type: 'online', device, sid });
        settle();
      }
      if (event.type === 'enrolment-screen' && event.because !== 'new' && event.because !== 'signed-out') {
        tell({ type: 'failed', device, why: event.because });
        settle();
      }
    },
  });
  await one.start();
  void one.link();
  return { stop: () => one.stop(), settled };
}

const MODELS = ['Aurora 55', 'Aurora 43', 'Pebble 9', 'Stick 2'] as const;

function describe(device: number): { kind: 'tv' | 'phone'; model: string; name: string; appVersion: string } {
  const model = MODELS[device % MODELS.length] ?? MODELS[0];
  return {
    kind: model === 'Pebble 9' ? 'phone' : 'tv',
    model,
    name: `Device ${device}`,
    appVersion: '1.0.0',
  };
}

/** Notes the moment the event arrives, before the device has begun to think about it. */
const timed =
  (dial: Dial, told: (at: number) => void): Dial =>
  (url, subprotocol, listener) =>
    dial(url, subprotocol, {
      closed: (code) => listener.closed(code),
      message: (text) => {
        if (text.startsWith('{"type":"session-revoked"')) told(monotonicMs());
        listener.message(text);
      },
    });

function inMemory(): DeviceStore {
  let record: DeviceRecord = EMPTY_RECORD;
  return {
    read: async () => record,
    write: async (next) => {
      record = next;
    },
  };
}
