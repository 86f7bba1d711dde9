import { deadLetterName } from '../topics.js';
import type { EventStream, IncomingRecord, Subscription } from '../event-stream.js';
import { collector } from './collector.js';

export interface StreamUnderTest {
  readonly stream: EventStream;
  /** Makes an empty topic of three partitions, and its dead letters. */
  freshTopic(): Promise<string>;
}

/** What every adapter of the port must do, as named cases: `for (const [name, run] of cases) it(name, run)`. */
export function eventStreamContract(
  underTest: () => StreamUnderTest,
): readonly (readonly [string, () => Promise<void>])[] {
  return [
    [
      'a reader gets every record of every partition, each partition in its order',
      async () => {
        const { stream, freshTopic } = underTest();
        const topic = await freshTopic();
        const sent = Array.from({ length: 60 }, (_, i) => ({ topic, key: `k${i % 7}`, value: String(i) }));
        await stream.publishAll(sent.slice(0, 30));
        const seen = collector();
        const reader = await stream.tail({ topic, from: 'beginning', onRecord: seen.add, onGap: seen.gap });
        await stream.publishAll(sent.slice(30));
        await seen.different(60);
        for (const key of new Set(sent.map((one) => one.key))) {
          // A record whose answer was lost is sent again and may stand twice: first comes first all the same.
          const values = (records: readonly { key: string; value: string }[]): string[] => [
            ...new Set(records.filter((one) => one.key === key).map((one) => one.value)),
          ];
          equal(values(seen.records), values(sent));
        }
        await reader.stop();
      },
    ],
    [
      'two readers each get all of it',
      async () => {
        const { stream, freshTopic } = underTest();
        const topic = await freshTopic();
        const readers = await Promise.all(
          [collector(), collector()].map(async (seen) => {
            const reader = await stream.tail({
              topic,
              from: 'beginning',
              onRecord: seen.add,
              onGap: seen.gap,
            });
            return { seen, reader };
          }),
        );
        await stream.publish({ topic, key: 'a', value: '1', headers: { txn: 't1' } });
        for (const { seen, reader } of readers) {
          await seen.count(1);
          equal(seen.records[0]?.headers['txn'], 't1');
          await reader.stop();
        }
      },
    ],
    [
      'reading from the end offsets misses nothing that is published after they were asked for',
      async () => {
        const { stream, freshTopic } = underTest();
        const topic = await freshTopic();
        await stream.publish({ topic, key: 'a', value: 'before' });
        const from = await stream.endOffsets(topic);
        const position = await stream.publish({ topic, key: 'a', value: 'after' });
        equal(position.offset, from.get(position.partition));
        const seen = collector();
        const reader = await stream.tail({ topic, from, onRecord: seen.add, onGap: seen.gap });
        await seen.count(1);
        equal(seen.records[0]?.value, 'after');
        await reader.stop();
      },
    ],
    [
      'a record for a given partition stands in that partition',
      async () => {
        const { stream, freshTopic } = underTest();
        const topic = await freshTopic();
        for (const partition of [2, 0, 1]) {
          const position = await stream.publish({ topic, key: 'same', value: 'x', partition });
          equal([position.partition, position.offset], [partition, 0n]);
        }
      },
    ],
    [
      'each of many records published at once is answered with where it stands',
      async () => {
        const { stream, freshTopic } = underTest();
        const topic = await freshTopic();
        const sent = Array.from({ length: 300 }, (_, i) => ({ topic, key: `k${i % 11}`, value: String(i) }));
        const positions = await Promise.all(sent.map((record) => stream.publish(record)));
        const seen = collector();
        const reader = await stream.tail({ topic, from: 'beginning', onRecord: seen.add, onGap: seen.gap });
        await seen.different(300);
        const where = new Map(
          seen.records.map(({ partition, offset, value }) => [`${partition}/${offset}`, value]),
        );
        equal(
          positions.map(({ partition, offset }) => where.get(`${partition}/${offset}`)),
          sent.map(({ value }) => value),
        );
        await reader.stop();
      },
    ],
    [
      'an offset that is not there any more is a gap, told once, and never stepped past',
      async () => {
        const { stream, freshTopic } = underTest();
        const topic = await freshTopic();
        const seen = collector();
        const from = new Map([...(await stream.endOffsets(topic))].map(([partition]) => [partition, 7n]));
        const reader = await stream.tail({ topic, from, onRecord: seen.add, onGap: seen.gap });
        for (const partition of from.keys()) await stream.publish({ topic, key: 'a', value: 'x', partition });
        await seen.gaps(1);
        equal(seen.records.length, 0);
        await reader.stop();
        equal(seen.gapCount(), 1);
      },
    ],
    [
      'a record its reader refuses is a gap, and nothing behind it is handed over',
      async () => {
        const { stream, freshTopic } = underTest();
        const topic = await freshTopic();
        const seen = collector();
        const onRecord = (record: IncomingRecord): void => {
          if (record.value === 'poison') throw new Error('poison');
          seen.add(record);
        };
        const reader = await stream.tail({ topic, from: 'beginning', onRecord, onGap: seen.gap });
        for (const value of ['1', 'poison', '2']) await stream.publish({ topic, key: 'a', value });
        await seen.gaps(1);
        equal(
          seen.records.map((one) => one.value),
          ['1'],
        );
        await reader.stop();
      },
    ],
    [
      'stop resolves only when the record in hand is done, and nothing comes after it',
      async () => {
        const { stream, freshTopic } = underTest();
        const topic = await freshTopic();
        let release = (): void => {};
        const held = new Promise<void>((resolve) => (release = resolve));
        const seen = collector();
        let done = false;
        const onRecord = async (record: IncomingRecord): Promise<void> => {
          seen.add(record);
          await held;
          done = true;
        };
        const reader = await stream.tail({ topic, from: 'beginning', onRecord, onGap: seen.gap });
        for (const value of ['1', '2']) await stream.publish({ topic, key: 'a', value });
        await seen.count(1);
        const stopped = reader.stop().then(() => equal(done, true));
        release();
        await stopped;
        equal(seen.records.length, 1);
      },
    ],
    [
      'a shared record is tried again until it is handled, and a poison one goes to the dead letters',
      async () => {
        const { stream, freshTopic } = underTest();
        const topic = await freshTopic();
        const seen = collector();
        const letters = collector();
        const tries = new Map<string, number>();
        const onRecord = (record: IncomingRecord): Promise<void> => {
          const count = (tries.get(record.value) ?? 0) + 1;
          tries.set(record.value, count);
          if (record.value === 'poison' || count < 2) return Promise.reject(new Error('not yet'));
          seen.add(record);
          return Promise.resolve();
        };
        const subscriptions: Subscription[] = [
          await stream.tail({
            topic: deadLetterName(topic),
            from: 'end',
            onRecord: letters.add,
            onGap: letters.gap,
          }),
          await stream.share({ topic, group: `${topic}-group`, attempts: 3, onRecord }),
        ];
        for (const value of ['1', 'poison', '2']) await stream.publish({ topic, key: 'a', value });
        await seen.count(2);
        await letters.count(1);
        equal(
          seen.records.map((one) => one.value),
          ['1', '2'],
        );
        equal([letters.records[0]?.value, letters.records[0]?.headers['reason']], ['poison', 'not yet']);
        for (const subscription of subscriptions) await subscription.stop();
      },
    ],
    [
      'shared records of unlike keys are under way at once where that is asked for, those of one key never',
      async () => {
        const { stream, freshTopic } = underTest();
        const topic = await freshTopic();
        // All in one partition and there before they are read, so that a reader may take them together.
        const values = ['a1', 'b1', 'c1', 'a2', 'b2', 'd1'];
        const sent = values.map((value) => ({ topic, key: value.charAt(0), value, partition: 0 }));
        await stream.publishAll(sent);
        const seen = collector();
        const over = new Set<string>();
        let open = (): void => {};
        const opened = new Promise<void>((resolve) => (open = resolve));
        const onRecord = async (record: IncomingRecord): Promise<void> => {
          const before = seen.records.filter(({ key }) => key === record.key);
          seen.add(record);
          await opened;
          if (before.every(({ value }) => over.has(value))) over.add(record.value);
        };
        const reading = await stream.share({ topic, group: `${topic}-group`, atOnce: 3, onRecord });
        await seen.count(3);
        equal([seen.records.map(({ value }) => value), over.size], [values.slice(0, 3), 0]);
        open();
        await seen.different(6);
        await reading.stop();
        equal([...new Set(seen.records.map(({ value }) => value))], values);
        equal([...over].sort(), [...values].sort());
      },
    ],
    [
      'a shared record outlasts any number of failures that are not its own',
      async () => {
        const { stream, freshTopic } = underTest();
        const topic = await freshTopic();
        const seen = collector();
        let failures = 0;
        const onRecord = (record: IncomingRecord): Promise<void> => {
          if (++failures < 6) return Promise.reject(new Error('the database is away'));
          seen.add(record);
          return Promise.resolve();
        };
        const isPassing = (error: unknown): boolean => (error as Error).message.endsWith('is away');
        const reading = await stream.share({
          topic,
          group: `${topic}-group`,
          attempts: 3,
          onRecord,
          isPassing,
        });
        await stream.publish({ topic, key: 'a', value: '1' });
        await seen.count(1);
        equal(
          [...(await stream.endOffsets(deadLetterName(topic))).values()].some((end) => end > 0n),
          false,
        );
        await reading.stop();
      },
    ],
  ];
}

const show = (value: unknown): string =>
  JSON.stringify(value, (_, inner: unknown) => (typeof inner === 'bigint' ? `${inner}n` : inner));

function equal(actual: unknown, expected: unknown): void {
  if (show(actual) !== show(expected)) throw new Error(`expected ${show(expected)}, found ${show(actual)}`);
}
