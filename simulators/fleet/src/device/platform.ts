import type { Clock, Dial, FindEndpoints } from '#libs/device-client';
import type { SharedHttp } from './shared-http.js';

/** What a device of a fleet shares with others of its process. */
export interface Platform {
  readonly http: SharedHttp;
  readonly dial: Dial;
  readonly clock: Clock;
  readonly endpoints: FindEndpoints;
  /** Where this device dials from; empty: the system's choice. */
  readonly address: string;
}
