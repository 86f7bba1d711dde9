/**
 * What a plan takes for granted: choices, and what no bench of one machine can show. Each can be argued with, so each
 * is here and in no formula.
 */
export const ASSUMED = {
  /** Of what was measured, as much is planned with: the rest is for the instance that fails, and the busy evening. */
  headroom: 0.5,
  /** SIGNOFF_ACCESS_TOKEN_LIFE_S; a connected device asks for a new token once in it. */
  accessTokenLifeS: 300,
  sessionsAnAccount: 4,
  /** Of the 50,000 of SIGNOFF_GATEWAY_MAX_CONNECTIONS: the rest is for those of a gateway that is lost. */
  devicesAGateway: 45_000,
  /** Of a process without connections. */
  gatewayRestMib: 150,
  /** Instances of a region beyond those that carry it. */
  spare: 1,
  /**
   * A cell is a whole Signoff; a region has as many as it needs, alike, with nothing shared between two. As large as one
   * database and one `account-activity` carry, with room: see what breaks first.
   */
  devicesACell: 1_000_000,
  sessionsADatabase: 20_000_000,
  /** One PostgreSQL of 16 processors. Not measured: here the database shares two with all else. */
  refreshesADatabasePerS: 10_000,
  /** Single sign-outs and superseded sessions, in the busiest second of a day. */
  eventsADeviceADay: 0.02,
  /** The busiest second against the mean of the day. */
  peak: 10,
  /** Connections that begin or end, a device a day. */
  presencesADay: 8,
  presenceBytes: 250,
  receiptBytes: 900,
  activityBytes: 200,
  beatBytes: 220,
  progressBytes: 300,
  /** Of one broker, sent to consumers; it writes with acks=all to two others beside that. */
  egressABrokerMbps: 400,
  leastBrokers: 3,
  processorsAGateway: 2,
  processorsAnAccountApi: 2,
  processorsADatabase: 16,
  processorsABroker: 4,
  /** The longest window over which a campaign spreads receipts. */
  longestWindowS: 600,
  /** Of a topic that every account API reads whole: records a second that one can read beside its work. */
  readWholePerS: 5_000,
} as const;

/** As the code has them: beats to each partition, reports of each point, partitions of `security-events`. */
export const BEATS_PER_S = 4;
export const REPORTS_PER_S = 2;
export const PARTITIONS = 6;
