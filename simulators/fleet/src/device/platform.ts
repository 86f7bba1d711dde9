import type { Clock, Dial } from '#libs/device-client';
import type { SharedHttp } from './shared-http.js';

/** What devices of one process share. */
export interface Platform {
  readonly http: SharedHttp;
  readonly dial: Dial;
  readonly clock: Clock;
}
