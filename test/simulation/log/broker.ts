import type { IncomingRecord, Offsets, OutgoingRecord, Position } from '#libs/event-stream';
import { EPOCH_MS, type Surroundings } from '../virtual/process.js';

export interface Partition {
  /** The first offset still there. */
  start: number;
  readonly records: IncomingRecord[];
  /** Readers that wait for what comes next; each is called once. */
  waiting: (() => void)[];
}

/** A group of `share`: how far it has come in each partition, and who reads it. */
export interface Group {
  readonly committed: Map<number, number>;
  readonly owners: Map<number, object>;
}

const ONE_PARTITION = 'enforcement-progress';

/** One Kafka cluster: topics of partitions of records, each with one order. */
export class Broker {
  isAway = false;
  readonly #topics = new Map<string, Partition[]>();
  readonly #groups = new Map<string, Group>();
  #onReturn: (() => void)[] = [];

  constructor(
    private readonly around: Surroundings,
    private readonly partitions: number,
  ) {}

  partitionsOf(topic: string): Partition[] {
    let all = this.#topics.get(topic);
    if (all === undefined) {
      const count = topic.includes(ONE_PARTITION) ? 1 : this.partitions;
      all = Array.from({ length: count }, () => ({ start: 0, records: [], waiting: [] }));
      this.#topics.set(topic, all);
    }
    return all;
  }

  groupOf(topic: string, name: string): Group {
    const key = `${topic} ${name}`;
    let group = this.#groups.get(key);
    if (group === undefined) this.#groups.set(key, (group = { committed: new Map(), owners: new Map() }));
    return group;
  }

  append({ topic, key, value, headers = {}, partition }: OutgoingRecord): Position {
    const all = this.partitionsOf(topic);
    const number = partition ?? hash(key) % all.length;
    const at = all[number]!;
    const offset = BigInt(at.start + at.records.length);
    const timestamp = Math.floor(EPOCH_MS + this.around.scheduler.now);
    at.records.push({ topic, partition: number, offset, timestamp, key, value, headers });
    for (const wake of at.waiting.splice(0)) wake();
    return { topic, partition: number, offset };
  }

  ends(topic: string): Offsets {
    return new Map(
      this.partitionsOf(topic).map(({ start, records }, number) => [number, BigInt(start + records.length)]),
    );
  }

  /** Forgets every record there is, as `kafka-delete-records` would; offsets go on. */
  truncate(topic: string): void {
    for (const partition of this.partitionsOf(topic)) {
      partition.start += partition.records.length;
      partition.records.length = 0;
      for (const wake of partition.waiting.splice(0)) wake();
    }
  }

  /** Calls at once, or when it is back. */
  whenBack(call: () => void): void {
    if (this.isAway) this.#onReturn.push(call);
    else call();
  }

  comeBack(): void {
    this.isAway = false;
    for (const call of this.#onReturn.splice(0)) call();
  }
}

const hash = (key: string): number => {
  let sum = 0;
  for (let n = 0; n < key.length; n++) sum = (Math.imul(sum, 31) + key.charCodeAt(n)) >>> 0;
  return sum;
};
