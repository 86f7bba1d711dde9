import {
  deviceKey,
  endpointsAt,
  newKeyPair,
  type DeviceKey,
  type Endpoints,
  type Http,
} from '#libs/device-client';
import { nodeClock, nodeHttp } from '#libs/device-client/node';
import type { SessionDescription } from '#libs/push-protocol';
import { Enrolment } from '../../../libs/device-client/src/enrolment/enrol.js';
import { DpopHttp } from '../../../libs/device-client/src/oauth/dpop.js';
import { TokenEndpoint } from '../../../libs/device-client/src/oauth/token-endpoint.js';
import type { Stack } from './a-stack.js';
import type { Person } from './person.js';

/** A session that was enrolled by the real flow and never connected: its key and its tokens. */
export interface EnrolledDevice {
  readonly key: DeviceKey;
  readonly session: SessionDescription;
  readonly sid: string;
  readonly accessToken: string;
  readonly refreshToken: string;
}

const DESCRIBED = { kind: 'tv', model: 'Aurora 55', name: 'TV', appVersion: '1.0.0' } as const;
const AT_ONCE = 50;

/** So many devices, linked side by side, over the plain listener. */
export async function enrolled(
  stack: Pick<Stack, 'issuer' | 'accountUrl' | 'pushUrl'>,
  person: Person,
  count: number,
): Promise<readonly EnrolledDevice[]> {
  const http = nodeHttp();
  const endpoints = endpointsAt(stack.issuer, stack.accountUrl, stack.pushUrl);
  const devices: EnrolledDevice[] = [];
  let left = count;
  const oneAfterAnother = async (): Promise<void> => {
    while (left-- > 0) devices.push(await enrol(http, endpoints, person));
  };
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, count) }, oneAfterAnother));
  http.close();
  return devices;
}

async function enrol(http: Http, endpoints: Endpoints, person: Person): Promise<EnrolledDevice> {
  const key = await deviceKey(await newKeyPair(false));
  const clock = nodeClock();
  const find = async (): Promise<Endpoints> => endpoints;
  const dpop = new DpopHttp(http, key, clock);
  const enrolment = new Enrolment(dpop, find, new TokenEndpoint(dpop, find, 'tv'), clock, DESCRIBED);
  const code = await enrolment.requestCode();
  await person.approve(code.userCode);
  const end = await enrolment.redeem(code, new AbortController().signal);
  if (typeof end === 'string') throw new Error(`a device was not linked: ${end}`);
  const { session, accessToken, refreshToken } = end;
  return { key, session, sid: session.sid, accessToken, refreshToken };
}
