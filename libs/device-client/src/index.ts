export { Device, type DeviceParts, type DeviceState } from './device.js';
export type { DeviceEvent } from './device-events.js';
export {
  EMPTY_RECORD,
  type BegunSignOut,
  type DeviceRecord,
  type DeviceStore,
  type Grant,
  type PendingReceipt,
} from './device-store.js';
export type { Code, DeviceDescription } from './enrolment/enrol.js';
export { deviceKey, keyPairOf, newKeyPair, thumbprint, type DeviceKey, type PublicJwk } from './key.js';
export { discovery, endpointsAt, type Endpoints, type FindEndpoints } from './oauth/endpoints.js';
export { Unavailable } from './oauth/unavailable.js';
export type {
  Clock,
  Dial,
  Fetch,
  FetchInit,
  Http,
  HttpRequest,
  HttpResponse,
  Random,
  Socket,
  SocketListener,
} from './ports.js';
export { NotLinked } from './resource/resource-fetch.js';
export type { AccountData } from './sign-out/carry-out.js';
export {
  next,
  type ConnectionEffect,
  type ConnectionInput,
  type ConnectionState,
} from './socket/connection-state.js';
export { fullJitter, type ReconnectPolicy } from './socket/reconnect-policy.js';
