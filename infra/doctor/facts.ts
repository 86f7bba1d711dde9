import type { ClusterLook } from '#libs/event-stream';

/** What was found out about an installation. Everything that could not be is null, with its reason beside it. */
export interface Facts {
  readonly machine: MachineFacts;
  readonly keys: KeyFacts;
  /** Null: none is named, by .signoff/run.json or the environment. */
  readonly database: DatabaseFacts | null;
  readonly kafka: KafkaFacts | null;
  readonly servers: readonly ServerFacts[];
  readonly points: PointsFacts | null;
  readonly discovery: DiscoveryFacts | null;
}

export interface MachineFacts {
  readonly node: string;
  readonly nodeWanted: string;
  /** The process id of the `npm start` that runs here, or null. */
  readonly running: number | null;
  /** Whether services have to be brought up here at all, and which program is missing for what. */
  readonly bringsUpServices: boolean;
  readonly whyNoDocker: string | null;
  readonly whyNoJava: string | null;
  readonly whyNoMaven: string | null;
  /** The jars of Kafka lie here already, so Maven is not needed. */
  readonly hasKafka: boolean;
  readonly folder: {
    readonly path: string;
    readonly exists: boolean;
    readonly writable: boolean;
    readonly freeBytes: number;
  };
  /** Only while nothing runs: then each must be free. */
  readonly portsInUse: readonly { readonly what: string; readonly port: number }[];
}

export interface KeyFacts {
  readonly folder: string;
  readonly exists: boolean;
  readonly missing: readonly string[];
  /** Secret files that others may read, with their mode. */
  readonly open: readonly { readonly name: string; readonly mode: string }[];
  /** Null when it cannot be read. */
  readonly certificate: {
    readonly validFrom: number;
    readonly validTo: number;
    readonly ofThisCa: boolean;
    readonly keyFits: boolean;
    /** Of the issuer's host. */
    readonly namesIssuer: boolean;
  } | null;
  readonly issuer: string;
  readonly issuerKeys: number | null;
}

export interface DatabaseFacts {
  /** Without its password. */
  readonly where: string;
  readonly fault: string | null;
  readonly found: {
    readonly version: number;
    readonly migrationsMissing: readonly string[];
    readonly migrationsUnknown: readonly string[];
    /** The database's clock minus this machine's. */
    readonly clockAheadMs: number;
    readonly unsent: number;
    readonly oldestUnsentMs: number;
    /** Blocked for long, and no receipt yet of a device that was connected since. */
    readonly unconfirmed: number;
    readonly presence: readonly {
      readonly gateway: string;
      readonly boot: string;
      readonly devices: number;
    }[];
  } | null;
}

export interface KafkaFacts {
  readonly brokers: string;
  readonly fault: string | null;
  readonly look: ClusterLook | null;
  /** The cluster this database was used with, or null if that is not on record. */
  readonly pairedWith: string | null;
}

export interface ServerFacts {
  readonly name: string;
  readonly url: string;
  /** Null when it answered and is alive, else why not. */
  readonly dead: string | null;
  /** What is amiss by its own word: name and words. Empty when it is ready. */
  readonly notReady: Readonly<Record<string, string>>;
}

export interface PointFacts {
  readonly point: string;
  readonly boot: string;
  readonly counted: boolean;
  readonly fresh: boolean;
  readonly silentForMs: number;
  readonly behind: number | null;
}

export interface PointsFacts {
  readonly fault: string | null;
  readonly points: readonly PointFacts[];
}

export interface DiscoveryFacts {
  readonly url: string;
  readonly fault: string | null;
  readonly issuer: string | null;
  readonly wanted: string;
}
