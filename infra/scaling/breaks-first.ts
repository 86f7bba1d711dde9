import { ASSUMED, REPORTS_PER_S } from './assumed.js';
import type { Measured } from './measured.js';
import { planFor } from './plan.js';
import { presencesPerSOf } from './topics.js';

/** Something of which there is one, and the number of connected devices that is too many for it. */
export interface Break {
  readonly what: string;
  readonly devices: number;
  readonly then: string;
}

/** Smallest first: what an installation meets as it grows, if it is not divided. Without headroom. */
export function breaksFirst(measured: Measured): readonly Break[] {
  const { accessTokenLifeS, longestWindowS, refreshesADatabasePerS, sessionsADatabase } = ASSUMED;
  const all: readonly Break[] = [
    {
      what: 'one gateway: places',
      devices: ASSUMED.devicesAGateway,
      then: 'another gateway; they share nothing',
    },
    {
      what: 'one account API: refreshes',
      devices: measured.refreshesPerS * accessTokenLifeS,
      then: 'another instance; or a longer life of access tokens, which costs nothing here, for a revocation does not wait for it',
    },
    {
      what: 'one account API: receipts of a campaign within its longest window',
      devices: measured.receiptsStoredPerS * longestWindowS,
      then: 'another instance; they share the partitions of `device-receipts`, of which there must be as many',
    },
    {
      what: 'one database: refreshes (assumed)',
      devices: refreshesADatabasePerS * accessTokenLifeS,
      then: 'accounts shared out over databases',
    },
    {
      what: 'one database: sessions (assumed)',
      devices: sessionsADatabase,
      then: 'accounts shared out over databases',
    },
    {
      what: 'one account API: `account-activity`, of which each reads all (assumed)',
      devices: ASSUMED.readWholePerS / (presencesPerSOf(1) + 1 / longestWindowS),
      then: 'cells; or changes told to those alone that hold a page of the account open, which is not built',
    },
    {
      what: 'one account API: `enforcement-progress`, of which each reads all (assumed)',
      devices: (ASSUMED.readWholePerS / REPORTS_PER_S) * ASSUMED.devicesAGateway,
      then: 'cells, each with its own gateways and topics',
    },
    {
      what: `${ASSUMED.leastBrokers} brokers: what every gateway and every account API reads grows by the square (assumed)`,
      devices: devicesOfEgress(ASSUMED.leastBrokers * ASSUMED.egressABrokerMbps, measured),
      then: 'cells: half the devices a cell is a quarter of the traffic in it',
    },
  ];
  return [...all].sort((a, b) => a.devices - b.devices);
}

/** By halves: it grows with the devices, and what a plan says of so many is what counts. */
function devicesOfEgress(mbps: number, measured: Measured): number {
  const egress = (devices: number): number =>
    planFor({ devices, devicesACell: devices }, measured).cell.egressMbps;
  let [few, many] = [1, 2 ** 40];
  while (many - few > 1) {
    const middle = Math.floor((few + many) / 2);
    if (egress(middle) > mbps) many = middle;
    else few = middle;
  }
  return few;
}
