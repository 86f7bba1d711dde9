import {
  deadLetterName,
  EventStreamError,
  type EventStream,
  type IncomingRecord,
  type Offsets,
  type OutgoingRecord,
  type Position,
  type ShareOptions,
  type Subscription,
  type TailOptions,
} from '#libs/event-stream';
import type { Random } from '../virtual/random.js';
import type { VirtualProcess } from '../virtual/process.js';
import type { Broker, Partition } from './broker.js';

/** How bad the way between a process and the broker is; probabilities of one record. */
export interface LogWeather {
  slow: number;
  /** It stands, and whoever sent it is told that it failed. */
  unacknowledged: number;
  /** It never arrives, and whoever sent it is told so late. */
  lost: number;
  /** A retry after a lost answer: it stands twice. */
  doubled: number;
}

const GIVES_UP_MS = 3_000;
const NEW_OWNER_MS = 1_500;
const AGAIN_MS = 300;

/** The port of `#libs/event-stream` as one process has it. */
export class LogClient implements EventStream {
  /** Hears nothing while it is true, and goes on after. */
  isDeaf = false;

  constructor(
    private readonly broker: Broker,
    private readonly process: VirtualProcess,
    private readonly chance: Random,
    private readonly weather: LogWeather,
  ) {}

  publish(record: OutgoingRecord): Promise<Position> {
    const { broker, process, chance } = this;
    const { unacknowledged, lost, doubled } = this.weather;
    const [isLost, isSilent, isTwice] = [unlucky(lost), unlucky(unacknowledged), unlucky(doubled)];
    function unlucky(probability: number): boolean {
      return probability > 0 && chance.chance(probability);
    }
    return new Promise((resolve, reject) => {
      const fail = (ms: number, why: string): void =>
        process.step(ms, () => reject(new EventStreamError(why, true)));
      if (broker.isAway) {
        // A client tries for a while; a broker that returns in that time still takes it.
        let isOver = false;
        process.step(GIVES_UP_MS, () => {
          isOver = true;
          reject(new EventStreamError('the broker is away', true));
        });
        broker.whenBack(() => {
          if (!isOver)
            process.step(this.#way(), () => void (isOver || this.publish(record).then(resolve, reject)));
        });
        return;
      }
      if (isLost) return fail(chance.between(500, GIVES_UP_MS), 'the record was not taken');
      // Once it has left, it stands whether its sender lives or not.
      this.#there(() => {
        const position = broker.append(record);
        const again = isTwice ? broker.append(record) : position;
        if (isSilent) fail(chance.between(500, GIVES_UP_MS), 'no answer came');
        else process.step(this.#way(), () => resolve(again));
      });
    });
  }

  async publishAll(records: readonly OutgoingRecord[]): Promise<void> {
    await Promise.all(records.map((record) => this.publish(record)));
  }

  endOffsets(topic: string): Promise<Offsets> {
    const { broker, process, chance } = this;
    return new Promise((resolve, reject) => {
      if (broker.isAway || this.isDeaf) {
        const ms = chance.between(200, 1_000);
        return process.step(ms, () => reject(new EventStreamError('the broker is away', true)));
      }
      this.#there(() => {
        const ends = broker.ends(topic);
        process.step(this.#way(), () => resolve(ends));
      });
    });
  }

  tail({ topic, from, onRecord, onGap }: TailOptions): Promise<Subscription> {
    const { broker, process } = this;
    const partitions = broker.partitionsOf(topic);
    const state = { isOver: false };
    const begin = (number: number, partition: Partition): number => {
      if (from === 'end') return partition.start + partition.records.length;
      return from === 'beginning' ? partition.start : Number(from.get(number) ?? 0n);
    };
    const gap = (why: string, cause?: unknown): void => {
      if (state.isOver) return;
      state.isOver = true;
      onGap(why, cause);
    };
    const read = (partition: Partition, next: number): void => {
      if (state.isOver || process.isDead) return;
      const { start, records } = partition;
      if (next < start || next > start + records.length)
        return process.step(this.#way(), () => gap(`${topic}: offset ${next} is out of range`));
      const fetched = records.slice(next - start);
      if (fetched.length === 0) {
        partition.waiting.push(() => process.step(this.#way(), () => fetch(partition, next)));
        return;
      }
      void this.#handle(fetched, state, onRecord).then(
        () => fetch(partition, next + fetched.length),
        (cause: unknown) => gap(`${topic}: a record could not be handled`, cause),
      );
    };
    const fetch = (partition: Partition, next: number): void => {
      if (this.isDeaf) process.step(AGAIN_MS, () => fetch(partition, next));
      else if (broker.isAway) broker.whenBack(() => process.step(this.#way(), () => fetch(partition, next)));
      else read(partition, next);
    };
    return new Promise((resolve) => {
      process.step(this.#way(), () => {
        resolve({
          stop: () => {
            state.isOver = true;
            return Promise.resolve();
          },
        });
        // Its first records come after the subscription is in hand.
        partitions.forEach((partition, number) => {
          const next = begin(number, partition);
          process.step(this.#way(), () => fetch(partition, next));
        });
      });
    });
  }

  /** One reader a partition; when it dies another goes on from what was committed, so some come twice. */
  share(options: ShareOptions): Promise<Subscription> {
    const { broker, process } = this;
    const { topic, group: name } = options;
    const group = broker.groupOf(topic, name);
    const me = {};
    let isOver = false;
    const leave = (): void => {
      isOver = true;
      for (const [number, owner] of group.owners) if (owner === me) group.owners.delete(number);
    };
    process.atDeath(leave);
    const look = (number: number, partition: Partition): void => {
      if (isOver) return;
      if (!group.owners.has(number)) group.owners.set(number, me);
      if (group.owners.get(number) !== me || broker.isAway) {
        process.step(NEW_OWNER_MS, () => look(number, partition));
        return;
      }
      const next = group.committed.get(number) ?? partition.start;
      const record = partition.records[next - partition.start];
      const again = (): void => look(number, partition);
      if (record === undefined) {
        partition.waiting.push(() => process.step(this.#way(), again));
        return;
      }
      void this.#shared(record, options).then(() => {
        if (group.owners.get(number) === me) group.committed.set(number, next + 1);
        process.step(0, again);
      });
    };
    broker.partitionsOf(topic).forEach((partition, number) => process.step(0, () => look(number, partition)));
    return Promise.resolve({
      stop: () => {
        leave();
        return Promise.resolve();
      },
    });
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  async #handle(
    records: readonly IncomingRecord[],
    state: { readonly isOver: boolean },
    onRecord: TailOptions['onRecord'],
  ): Promise<void> {
    for (const record of records) {
      if (state.isOver) return;
      await onRecord(record);
    }
  }

  async #shared(
    record: IncomingRecord,
    { topic, onRecord, attempts = 5, isPassing = () => false }: ShareOptions,
  ): Promise<void> {
    for (let failed = 0; failed < attempts;) {
      try {
        return await onRecord(record);
      } catch (error) {
        if (!isPassing(error)) failed++;
        await new Promise<void>((resolve) => this.process.after(AGAIN_MS, resolve));
      }
    }
    await this.publish({ topic: deadLetterName(topic), key: record.key, value: record.value });
  }

  /** In the broker, whoever lives here by then. */
  #there(work: () => void): void {
    this.process.leave(this.#way(), work);
  }

  #way(): number {
    const { chance } = this;
    return chance.between(0.3, 2) + (chance.chance(this.weather.slow) ? chance.between(10, 1_500) : 0);
  }
}
