import type { Fault } from './fault.js';
import { accountApi } from './kinds/account-api.js';
import { devices } from './kinds/devices.js';
import { gateway } from './kinds/gateway.js';
import { kafka } from './kinds/kafka.js';
import { postgres } from './kinds/postgres.js';
import { records } from './kinds/records.js';

/** Every row of docs/reliability.md, in its order. */
export const FAULTS: readonly Fault[] = [
  ...accountApi,
  ...kafka,
  ...postgres,
  ...gateway,
  ...devices,
  ...records,
];
