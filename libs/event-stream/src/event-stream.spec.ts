import { randomUUID } from 'node:crypto';
import { Kafka, type Admin } from 'kafkajs';
import { deadLetterName, ensureTopics, KafkajsEventStream, TOPICS } from './index.js';
import { createTopics } from './kafkajs/create-topics.js';
import { eventStreamContract, MemoryEventStream, type StreamUnderTest } from './testing/index.js';

const brokers = (process.env['KAFKA_BROKERS'] ?? '').split(',').filter((broker) => broker !== '');

describe('the event stream in memory', () => {
  const stream = new MemoryEventStream();
  const cases = eventStreamContract(() => ({ stream, freshTopic: () => Promise.resolve(randomUUID()) }));
  it.each(cases)('%s', (_, run) => run());
});

describe('the event stream on Kafka', () => {
  let admin: Admin;
  let underTest: StreamUnderTest & { stream: KafkajsEventStream };
  const made: string[] = [];

  beforeAll(async () => {
    if (brokers.length === 0) throw new Error('KAFKA_BROKERS is not set; run through `npm test`');
    admin = new Kafka({ brokers, clientId: 'contract', logLevel: 0 }).admin();
    await admin.connect();
    const freshTopic = async (): Promise<string> => {
      const topic = `contract-${randomUUID()}`;
      const topics = [
        { topic, numPartitions: 3 },
        { topic: deadLetterName(topic), numPartitions: 1 },
      ];
      made.push(...topics.map((one) => one.topic));
      await createTopics(admin, topics);
      return topic;
    };
    underTest = { stream: await KafkajsEventStream.open({ brokers, clientId: 'contract' }), freshTopic };
  });
  afterAll(async () => {
    await underTest.stream.close();
    await admin.deleteTopics({ topics: made });
    await admin.disconnect();
  });

  it.each(eventStreamContract(() => underTest))('%s', (_, run) => run());

  it('refuses one record that is too large alone, not those that were published with it', async () => {
    const topic = await underTest.freshTopic();
    const values = ['small', 'x'.repeat(2_000_000), 'small too', 'and small'];
    const published = values.map((value) => underTest.stream.publish({ topic, key: 'a', value }));
    const outcomes = await Promise.allSettled(published);
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled', 'fulfilled']);
  });

  it('leaves no consumer group behind when its readers stop', async () => {
    const topic = await underTest.freshTopic();
    const mine = async (): Promise<string[]> =>
      (await admin.listGroups()).groups.map(({ groupId }) => groupId).filter((id) => id.includes(topic));
    const reader = await underTest.stream.tail({ topic, from: 'end', onRecord: () => {}, onGap: () => {} });
    expect(await mine()).toHaveLength(1);
    await reader.stop();
    expect(await mine()).toEqual([]);
  });

  it('makes every topic once, with its dead letters and its broker-side clock', async () => {
    const prefix = `t${randomUUID()}.`;
    const names = await ensureTopics({ brokers, clientId: 'contract' }, prefix);
    made.push(...names);
    expect(new Set(names)).toEqual(
      new Set(
        Object.values(TOPICS).flatMap(({ name, shared }) =>
          shared ? [prefix + name, deadLetterName(prefix + name)] : [prefix + name],
        ),
      ),
    );
    expect(await ensureTopics({ brokers, clientId: 'contract' }, prefix)).toEqual([]);
  });
});
