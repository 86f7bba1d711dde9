import { ASSUMED, PARTITIONS } from './assumed.js';
import type { Measured } from './measured.js';
import { Refused } from './refused.js';
import { sent, topicsOf, type TopicLoad } from './topics.js';

export interface PlanOptions {
  readonly devices: number;
  /** Of all devices, connected at one time; 1 is the worst. */
  readonly connectedShare?: number;
  /** Of a full cell. */
  readonly devicesACell?: number;
}

/** What one cell has. */
export interface Cell {
  readonly devices: number;
  readonly connected: number;
  readonly gateways: number;
  readonly accountApis: number;
  readonly databases: number;
  readonly brokers: number;
  /** Of `device-receipts`: one at least for each account API that stores them. */
  readonly receiptPartitions: number;
  readonly refreshesPerS: number;
  readonly eventsPerS: number;
  /** Sent by the brokers in the busiest second. */
  readonly egressMbps: number;
  readonly topics: readonly TopicLoad[];
}

/** What it takes, in whole. */
export interface Plan {
  readonly devices: number;
  readonly devicesACell: number;
  readonly accounts: number;
  readonly cells: number;
  readonly cell: Cell;
  readonly gateways: number;
  readonly accountApis: number;
  readonly databases: number;
  readonly brokers: number;
  readonly processors: number;
  readonly memoryGib: number;
  readonly databaseGib: number;
  /** A campaign over everybody: the last device of a full gateway. */
  readonly toldMs: number;
  /** The last receipt of those connected. */
  readonly receiptsS: number;
  /** All devices of a gateway that was lost are back on the others, the last of them. */
  readonly stormS: number;
}

const perDay = (a: number): number => a / 86_400;

/**
 * From measurements to a fleet of any size. Cells are alike, each sized for a full one, and share nothing.
 * Invariants: nothing is zero, and nothing becomes less when devices are added.
 */
export function planFor(
  { devices, connectedShare = 1, devicesACell = ASSUMED.devicesACell }: PlanOptions,
  measured: Measured,
): Plan {
  for (const count of [devices, devicesACell])
    if (!Number.isSafeInteger(count) || count < 1)
      throw new Refused('devices must be a whole number above 0');
  if (!(connectedShare > 0 && connectedShare <= 1))
    throw new Refused('connected must be above 0, and 1 at most');
  const cells = Math.ceil(devices / devicesACell);
  const cell = cellFor(Math.min(devices, devicesACell), connectedShare, measured);
  const each = (count: number): number => cells * count;
  const gateways = each(cell.gateways);
  const onAGateway = Math.min(cell.connected, ASSUMED.devicesAGateway);
  const [accountApis, databases, brokers] = [cell.accountApis, cell.databases, cell.brokers].map(each) as [
    number,
    number,
    number,
  ];
  return {
    ...{ devices, devicesACell },
    accounts: Math.ceil(devices / ASSUMED.sessionsAnAccount),
    cells,
    cell,
    ...{ gateways, accountApis, databases, brokers },
    processors:
      gateways * ASSUMED.processorsAGateway +
      accountApis * ASSUMED.processorsAnAccountApi +
      databases * ASSUMED.processorsADatabase +
      brokers * ASSUMED.processorsABroker,
    memoryGib:
      (each(cell.connected) * measured.memoryKibAConnection) / 2 ** 20 +
      (gateways * ASSUMED.gatewayRestMib) / 2 ** 10,
    databaseGib: (each(cell.devices) * measured.databaseBytesASession) / 2 ** 30,
    toldMs: (onAGateway * measured.toldUsADevice) / 1_000,
    receiptsS: receiptsS(cell, measured),
    stormS: onAGateway / (measured.handshakesPerS * ASSUMED.headroom),
  };
}

function cellFor(devices: number, connectedShare: number, measured: Measured): Cell {
  const connected = Math.ceil(devices * connectedShare);
  const gateways = Math.ceil(connected / ASSUMED.devicesAGateway) + ASSUMED.spare;
  const refreshesPerS = connected / ASSUMED.accessTokenLifeS;
  const receiptsPerS = connected / ASSUMED.longestWindowS;
  const forRefreshes = refreshesPerS / (measured.refreshesPerS * ASSUMED.headroom);
  const forReceipts = receiptsPerS / (measured.receiptsStoredPerS * ASSUMED.headroom);
  // A campaign's receipts come while devices go on asking for tokens.
  const accountApis = Math.ceil(forRefreshes + forReceipts) + ASSUMED.spare;
  const databases = Math.max(
    Math.ceil(devices / ASSUMED.sessionsADatabase),
    Math.ceil(refreshesPerS / ASSUMED.refreshesADatabasePerS),
  );
  const eventsPerS = perDay(devices * ASSUMED.eventsADeviceADay) * ASSUMED.peak;
  const talk = { connected, gateways, accountApis, databases, eventsPerS, receiptsPerS };
  const topics = topicsOf({ ...talk, eventBytes: measured.eventBytes });
  const egressMbps = topics.reduce((sum, load) => sum + sent(load), 0);
  return {
    ...{ devices, connected, gateways, accountApis, databases },
    ...{ refreshesPerS, eventsPerS, egressMbps, topics },
    brokers: Math.max(ASSUMED.leastBrokers, Math.ceil(egressMbps / ASSUMED.egressABrokerMbps)),
    receiptPartitions: Math.max(PARTITIONS, accountApis),
  };
}

function receiptsS({ connected, accountApis }: Cell, { receiptsStoredPerS }: Measured): number {
  const windowS = Math.min(ASSUMED.longestWindowS, connected / 5_000);
  return Math.max(windowS, connected / (accountApis * receiptsStoredPerS));
}
