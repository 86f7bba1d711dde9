import { Device, endpointsAt, type DeviceEvent, type DeviceParts } from '#libs/device-client';
import {
  browserClock,
  BrowserStore,
  fetchHttp,
  oneAtATime,
  webSocketDial,
} from '#libs/device-client/browser';
import type { PageConfig } from './config.js';

export interface DeviceModel {
  readonly kind: 'tv' | 'phone';
  readonly name: string;
  readonly model: string;
}

const APP_VERSION = '1.0.0';

/** The device of this page, once no other page runs it. */
export async function openDevice(
  { kind, name, model }: DeviceModel,
  { issuer, accountUrl, pushUrls }: PageConfig,
  data: DeviceParts['data'],
  emit: (event: DeviceEvent) => void,
  elsewhere: () => void,
): Promise<Device> {
  await oneAtATime(kind, elsewhere);
  const store = new BrowserStore(kind);
  const endpoints = endpointsAt(issuer, accountUrl, pushUrls);
  return Device.open({
    issuer,
    description: { kind, model, name, appVersion: APP_VERSION },
    key: await store.key(),
    store,
    data,
    endpoints: () => Promise.resolve(endpoints),
    http: fetchHttp,
    dial: webSocketDial,
    clock: browserClock,
    random: Math.random,
    emit,
  });
}
