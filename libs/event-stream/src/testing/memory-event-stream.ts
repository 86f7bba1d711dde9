import { setImmediate as turn } from 'node:timers/promises';
import { lotsOf } from '../lots.js';
import { deadLetterName } from '../topics.js';
import {
  EventStreamError,
  type EventStream,
  type IncomingRecord,
  type Offsets,
  type OutgoingRecord,
  type Position,
  type ShareOptions,
  type Subscription,
  type TailOptions,
} from '../event-stream.js';

interface Log {
  readonly partitions: IncomingRecord[][];
  /** First offset still there, a partition. */
  readonly starts: bigint[];
  readonly readers: Set<() => void>;
}

/**
 * The port in memory, for fast tests of what stands on it; it passes the same contract as the real one.
 * `away()` makes every call fail as a lost broker does, until `back()`; `truncate` forgets old records.
 */
export class MemoryEventStream implements EventStream {
  readonly #logs = new Map<string, Log>();
  #away = false;

  constructor(
    private readonly partitions = 3,
    private readonly now: () => number = Date.now,
    /** Topics of another number of partitions. */
    private readonly partitionsOf: Readonly<Record<string, number>> = {},
  ) {}

  away(): void {
    this.#away = true;
  }

  back(): void {
    this.#away = false;
    for (const { readers } of this.#logs.values()) for (const wake of readers) wake();
  }

  /** Forgets every record of a topic, as retention would; the next offset stays. */
  truncate(topic: string): void {
    const log = this.#log(topic);
    log.partitions.forEach((records, partition) => {
      log.starts[partition] = (log.starts[partition] ?? 0n) + BigInt(records.length);
      records.length = 0;
    });
    for (const wake of log.readers) wake();
  }

  publish(record: OutgoingRecord): Promise<Position> {
    if (this.#away) return Promise.reject(new EventStreamError('the broker is away', true));
    const log = this.#log(record.topic);
    const partition = record.partition ?? hash(record.key) % log.partitions.length;
    const records = log.partitions[partition] as IncomingRecord[];
    const offset = (log.starts[partition] ?? 0n) + BigInt(records.length);
    const { topic, key, value, headers = {} } = record;
    records.push({ topic, partition, offset, timestamp: this.now(), key, value, headers });
    for (const wake of log.readers) wake();
    return Promise.resolve({ topic, partition, offset });
  }

  async publishAll(records: readonly OutgoingRecord[]): Promise<void> {
    for (const record of records) await this.publish(record);
  }

  endOffsets(topic: string): Promise<Offsets> {
    if (this.#away) return Promise.reject(new EventStreamError('the broker is away', true));
    const { partitions, starts } = this.#log(topic);
    return Promise.resolve(
      new Map(partitions.map((records, i) => [i, (starts[i] ?? 0n) + BigInt(records.length)])),
    );
  }

  async tail({ topic, from, onRecord, onGap }: TailOptions): Promise<Subscription> {
    const log = this.#log(topic);
    const begin =
      typeof from === 'string' ? (from === 'end' ? await this.endOffsets(topic) : starts(log)) : from;
    const next = new Map(begin);
    let over = false;
    return this.#read(log, async (partition) => {
      if (over) return false;
      const expected = next.get(partition) ?? 0n;
      const index = Number(expected - (log.starts[partition] ?? 0n));
      const records = log.partitions[partition] as IncomingRecord[];
      if (index < 0 || index > records.length) {
        over = true;
        onGap(`${topic}/${partition}: offset ${expected} is out of range`);
        return false;
      }
      const record = records[index];
      if (record === undefined) return false;
      try {
        await onRecord(record);
      } catch (cause) {
        over = true;
        onGap(`${topic}/${partition}: offset ${expected} could not be handled`, cause);
        return false;
      }
      next.set(partition, expected + 1n);
      return true;
    });
  }

  /** One member a group: enough for what is tested on it. */
  async share(options: ShareOptions): Promise<Subscription> {
    const { topic, onRecord, attempts = 5, atOnce = 1, isPassing = () => false } = options;
    const log = this.#log(topic);
    const next = new Map(starts(log));
    const handle = async (record: IncomingRecord): Promise<void> => {
      for (let failed = 0; ;) {
        try {
          return await onRecord(record);
        } catch (error) {
          await turn();
          if (!isPassing(error)) failed++;
          if (failed < attempts) continue;
          const headers = { ...record.headers, reason: (error as Error).message };
          await this.publish({ topic: deadLetterName(topic), key: record.key, value: record.value, headers });
          return;
        }
      }
    };
    return this.#read(log, async (partition) => {
      const offset = next.get(partition) ?? 0n;
      const left = log.partitions[partition]?.slice(Number(offset - (log.starts[partition] ?? 0n))) ?? [];
      const [lot] = lotsOf(left, atOnce);
      if (lot === undefined) return false;
      await Promise.all(lot.map(handle));
      next.set(partition, offset + BigInt(lot.length));
      return true;
    });
  }

  close(): Promise<void> {
    this.#logs.clear();
    return Promise.resolve();
  }

  /** Pumps each partition on its own until there is nothing to take; wakes at each publish. */
  #read(log: Log, take: (partition: number) => Promise<boolean>): Subscription {
    let stopped = false;
    const pumps = log.partitions.map(() => Promise.resolve());
    const wake = (): void => {
      log.partitions.forEach((_, partition) => {
        pumps[partition] = (pumps[partition] as Promise<void>).then(async () => {
          while (!stopped && !this.#away && (await take(partition)));
        });
      });
    };
    log.readers.add(wake);
    wake();
    return {
      stop: async () => {
        stopped = true;
        log.readers.delete(wake);
        await Promise.all(pumps);
      },
    };
  }

  #log(topic: string): Log {
    let log = this.#logs.get(topic);
    if (log === undefined) {
      const each = Array.from({ length: this.partitionsOf[topic] ?? this.partitions });
      log = { partitions: each.map(() => []), starts: each.map(() => 0n), readers: new Set() };
      this.#logs.set(topic, log);
    }
    return log;
  }
}

const starts = (log: Log): Offsets => new Map(log.starts.map((start, partition) => [partition, start]));

const hash = (key: string): number => {
  let sum = 0;
  for (let i = 0; i < key.length; i++) sum = (Math.imul(sum, 31) + key.charCodeAt(i)) >>> 0;
  return sum;
};
