import { randomUUID } from 'node:crypto';
import { Kafka, type Admin } from 'kafkajs';
import { KafkajsEventStream, type IncomingRecord } from '#libs/event-stream';
import { createTopics } from '../../../libs/event-stream/src/kafkajs/create-topics.js';
import { until } from '../../support/account-api/until.js';
import { OwnKafka } from '../../support/stack/own-kafka.js';

describe('the event stream, when Kafka', () => {
  let kafka: OwnKafka;
  let stream: KafkajsEventStream;
  let admin: Admin;
  beforeAll(async () => {
    kafka = await OwnKafka.start();
    stream = await KafkajsEventStream.open({ brokers: [kafka.brokers], clientId: 'faults' });
    admin = new Kafka({ brokers: [kafka.brokers], clientId: 'faults-admin', logLevel: 0 }).admin();
    await admin.connect();
  });
  afterAll(async () => {
    await stream?.close();
    await admin?.disconnect();
    await kafka?.close();
  });

  const freshTopic = async (numPartitions = 1): Promise<string> => {
    const topic = `faults-${randomUUID()}`;
    await createTopics(admin, [{ topic, numPartitions }]);
    await stream.endOffsets(topic);
    return topic;
  };
  /** Publishes until the broker takes it. */
  const publish = (topic: string, value: string) =>
    until(`published ${value}`, () => stream.publish({ topic, key: 'k', value }).catch(() => null));
  const groups = async (of: string) =>
    (await admin.listGroups()).groups.filter(({ groupId }) => groupId.includes(of));
  const read = async (topic: string, from: 'beginning' | ReadonlyMap<number, bigint> = 'beginning') => {
    const records: IncomingRecord[] = [];
    const gaps: string[] = [];
    const reader = await stream.tail({
      topic,
      from,
      onRecord: (record) => void records.push(record),
      onGap: (reason) => gaps.push(reason),
    });
    return { records, gaps, reader, values: () => records.map(({ value }) => value) };
  };

  it('is killed and starts again: readers go on where they were, and miss and repeat nothing', async () => {
    const topic = await freshTopic();
    const { gaps, reader, values } = await read(topic);
    const shared: string[] = [];
    const member = await stream.share({
      topic,
      group: `${topic}-shared`,
      onRecord: ({ value }) => Promise.resolve(void shared.push(value)),
    });
    for (const value of ['1', '2']) await publish(topic, value);
    await until('both', () => values().length === 2 && shared.length === 2);
    await kafka.kill();
    await expect(stream.publish({ topic, key: 'k', value: 'lost' })).rejects.toThrow('publishing');
    await kafka.again();
    for (const value of ['3', '4']) await publish(topic, value);
    await until('all', () => values().includes('4') && shared.includes('4'), 40_000);
    expect(values()).toEqual(['1', '2', '3', '4']);
    // At least once: it may be given again what it had, and never passes over one.
    expect([...new Set(shared)]).toEqual(['1', '2', '3', '4']);
    expect(gaps).toEqual([]);
    await until(
      'no group of a reader that died',
      async () => (await groups(`faults.${topic}`)).length === 1,
      40_000,
    );
    await Promise.all([reader.stop(), member.stop()]);
    expect(await groups(`faults.${topic}`)).toEqual([]);
  });

  it('has deleted what a reader had not read yet: a gap', async () => {
    const topic = await freshTopic();
    for (const value of ['1', '2', '3']) await publish(topic, value);
    await admin.fetchTopicOffsets(topic);
    await admin.deleteTopicRecords({ topic, partitions: [{ partition: 0, offset: '2' }] });
    const { gaps, reader, values } = await read(topic, new Map([[0, 0n]]));
    await until('the gap', () => gaps.length === 1);
    expect(values()).toEqual([]);
    await reader.stop();
  });

  it.each([
    ['shorter', 1],
    ['longer', 9],
  ])('has another topic under the same name, %s than the one that was read: a gap', async (_, count) => {
    const topic = await freshTopic();
    for (const value of ['1', '2', '3']) await publish(topic, value);
    const { gaps, reader, values } = await read(topic);
    await until('read', () => values().length === 3);
    await admin.deleteTopics({ topics: [topic] });
    await until('made anew', () =>
      admin.createTopics({ topics: [{ topic, numPartitions: 1 }] }).then(
        () => true,
        () => false,
      ),
    );
    for (let n = 0; n < count; n++) await publish(topic, `new ${n}`);
    await until('the gap', () => gaps.length === 1, 40_000);
    expect(values()).toEqual(['1', '2', '3']);
    await reader.stop();
  });
});
