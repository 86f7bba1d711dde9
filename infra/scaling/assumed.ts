interface Assumption {
  readonly value: number;
  readonly says: string;
}

/**
 * What a plan takes for granted: choices, and what no bench of one machine can show. Each can be argued with, so each
 * is here, with what it says in docs/scaling.md, and in no formula.
 */
export const ASSUMPTIONS = {
  headroom: {
    value: 0.5,
    says: 'of what was measured, so much is planned with: the rest is for the instance that fails, and the busy evening',
  },
  accessTokenLifeS: {
    value: 300,
    says: '`SIGNOFF_ACCESS_TOKEN_LIFE_S`, 600 at most: a connected device refreshes once in it',
  },
  sessionsAnAccount: { value: 4, says: 'to name a number of accounts; nothing else depends on it' },
  devicesAGateway: {
    value: 45_000,
    says: 'of the 50,000 of `SIGNOFF_GATEWAY_MAX_CONNECTIONS`: the rest is for those of a gateway that is lost. It needs as many open files',
  },
  gatewayRestMib: { value: 150, says: 'of a gateway without connections' },
  spare: { value: 1, says: 'instances of a cell beyond those that carry it, gateways and account APIs each' },
  devicesACell: {
    value: 1_000_000,
    says: 'as many as one database and one `account-activity` carry, with room',
  },
  sessionsADatabase: { value: 20_000_000, says: 'of one PostgreSQL of 16 processors' },
  refreshesADatabasePerS: {
    value: 10_000,
    says: 'of the same. Here a database shares two processors with all else, so it cannot be measured',
  },
  eventsADeviceADay: { value: 0.02, says: 'sign-outs and superseded sessions' },
  peak: { value: 10, says: 'the busiest second against the mean of the day' },
  presencesADay: { value: 8, says: 'connections that begin or end, a device' },
  presenceBytes: { value: 250, says: 'a record of `device-presence`' },
  receiptBytes: { value: 900, says: 'a record of `device-receipts`' },
  activityBytes: { value: 200, says: 'a record of `account-activity`' },
  beatBytes: { value: 220, says: 'a beat' },
  progressBytes: { value: 300, says: 'a report of a point' },
  egressABrokerMbps: {
    value: 400,
    says: 'sent by one broker to readers, beside what it keeps for two others',
  },
  leastBrokers: { value: 3, says: 'of a cell: a record is acknowledged by all three' },
  processorsAGateway: { value: 2, says: 'of one process: the loop, and who verifies' },
  processorsAnAccountApi: { value: 2, says: 'of one process, likewise' },
  processorsADatabase: { value: 16, says: 'of one; a standby is not counted' },
  processorsABroker: { value: 4, says: 'of one' },
  longestWindowS: { value: 600, says: 'over which a campaign spreads receipts' },
  readWholePerS: {
    value: 5_000,
    says: 'records of topics that every account API reads whole: so many can one read beside its work',
  },
} as const satisfies Record<string, Assumption>;

type Assumed = { readonly [Name in keyof typeof ASSUMPTIONS]: number };

export const ASSUMED = Object.fromEntries(
  Object.entries(ASSUMPTIONS).map(([name, { value }]) => [name, value]),
) as Assumed;

/** As the code has them: beats to each partition, reports of each point, partitions of `security-events`. */
export const BEATS_PER_S = 4;
export const REPORTS_PER_S = 2;
export const PARTITIONS = 6;
