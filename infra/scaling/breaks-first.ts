import { ASSUMED, BEATS_PER_S, PARTITIONS, REPORTS_PER_S } from './assumed.js';
import type { Measured } from './measured.js';

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
      what: 'one consumer of `enforcement-progress`: reports of all gateways',
      devices: (ASSUMED.progressReadPerS / REPORTS_PER_S) * ASSUMED.devicesAGateway,
      then: 'cells, each with its own gateways and topics',
    },
    {
      what: `${ASSUMED.leastBrokers} brokers: every event to every gateway, which grows by the square`,
      devices: devicesOfEgress(ASSUMED.leastBrokers * ASSUMED.egressABrokerMbps, measured),
      then: 'cells: half the devices a cell is a quarter of the traffic in it',
    },
  ];
  return [...all].sort((a, b) => a.devices - b.devices);
}

/** The positive root of egress = a d² + b d: gateways and events both grow by the devices. */
function devicesOfEgress(mbps: number, { eventBytes }: Measured): number {
  const bytesPerS = (mbps * 1e6) / 8;
  const gatewaysADevice = 1 / ASSUMED.devicesAGateway;
  const eventsADevicePerS = (ASSUMED.eventsADeviceADay * ASSUMED.peak) / 86_400;
  const a = gatewaysADevice * eventsADevicePerS * eventBytes;
  const b = gatewaysADevice * PARTITIONS * BEATS_PER_S * ASSUMED.beatBytes;
  return (Math.sqrt(b * b + 4 * a * bytesPerS) - b) / (2 * a);
}
