import type { Fault } from './fault.js';
import { accountApi } from './kinds/account-api.js';
import { devices } from './kinds/devices.js';
import { gateway } from './kinds/gateway.js';
import { kafka } from './kinds/kafka.js';
import { postgres } from './kinds/postgres.js';
import { records } from './kinds/records.js';

/** One broken thing each, shared by two specs of which each has an installation of its own. */
export const OF_SERVERS: readonly Fault[] = [...accountApi, ...gateway];
export const OF_STORES_AND_DEVICES: readonly Fault[] = [...kafka, ...postgres, ...devices, ...records];

/** Every row of docs/reliability.md, in its order. */
export const FAULTS: readonly Fault[] = [
  ...accountApi,
  ...kafka,
  ...postgres,
  ...gateway,
  ...devices,
  ...records,
];
