/**
 * The port to the log that carries revocations. kafkajs is the default adapter; another must pass the
 * contract suite in `#libs/event-stream/testing`.
 */
export interface EventStream {
  /**
   * Resolves once every in-sync replica has the record (acks=all), with where it stands.
   * Rejects with EventStreamError; the record may stand all the same, so consumers are idempotent.
   * What is published to a topic at about one time may share a request; records of one key stay in order.
   */
  publish(record: OutgoingRecord): Promise<Position>;
  /** The same for many records of any topics, in one request a broker. */
  publishAll(records: readonly OutgoingRecord[]): Promise<void>;
  /** For each partition the offset the next record will get. Rejects when any partition cannot be asked. */
  endOffsets(topic: string): Promise<Offsets>;
  /**
   * Reads every record of every partition from the given offsets, in the partition's order, committing
   * nothing: each reader sees all of it. `onRecord` is called one at a time a partition; the next waits for
   * its promise. Supervised: after a lost broker it goes on from the last handled offset; when it cannot
   * (offset out of range, topic recreated, `onRecord` rejected) it calls `onGap` once and stops, and the
   * caller decides where to begin anew. Never steps past a record silently.
   */
  tail(options: TailOptions): Promise<Subscription>;
  /**
   * Shares a topic's partitions between all readers of `group`. At least once. A record whose handler
   * rejects is tried again with backoff, and after `attempts` put on `<topic>.dead-letter` with the reason.
   * Failures that are not the record's own (`isPassing`) do not count: it waits until they have passed.
   */
  share(options: ShareOptions): Promise<Subscription>;
  close(): Promise<void>;
}

export interface OutgoingRecord {
  readonly topic: string;
  readonly key: string;
  readonly value: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Only for what must reach a given partition (beats); otherwise the key decides. */
  readonly partition?: number;
}

export interface IncomingRecord {
  readonly topic: string;
  readonly partition: number;
  readonly offset: bigint;
  /** Epoch ms; the broker's clock for topics with LogAppendTime. */
  readonly timestamp: number;
  readonly key: string;
  readonly value: string;
  readonly headers: Readonly<Record<string, string>>;
}

export interface Position {
  readonly topic: string;
  readonly partition: number;
  readonly offset: bigint;
}

/** Partition -> offset of the next record. */
export type Offsets = ReadonlyMap<number, bigint>;

export interface TailOptions {
  readonly topic: string;
  readonly from: Offsets | 'beginning' | 'end';
  readonly onRecord: (record: IncomingRecord) => Promise<void> | void;
  readonly onGap: (reason: string, cause?: unknown) => void;
}

export interface ShareOptions {
  readonly topic: string;
  readonly group: string;
  readonly onRecord: (record: IncomingRecord) => Promise<void>;
  /** Default 5. */
  readonly attempts?: number;
  /**
   * How many records of a partition may be under way at once. Never two of one key: the second waits for the first.
   * One that is tried again holds up those behind it, not those beside it. Default 1.
   */
  readonly atOnce?: number;
  /** Whether what a handler rejected with says nothing of the record: the database is away, say. Default: never. */
  readonly isPassing?: (error: unknown) => boolean;
}

export interface Subscription {
  /** Resolves once no handler runs and none will. */
  stop(): Promise<void>;
}

/** `retriable`: whether the same call may succeed later. */
export class EventStreamError extends Error {
  override readonly name = 'EventStreamError';

  constructor(
    message: string,
    readonly retriable: boolean,
    cause?: unknown,
  ) {
    super(message, { cause });
  }
}
