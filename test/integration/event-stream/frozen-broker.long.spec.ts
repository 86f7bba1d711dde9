import { randomUUID } from 'node:crypto';
import { KafkajsEventStream } from '#libs/event-stream';
import { Kafka } from 'kafkajs';
import { createTopics } from '../../../libs/event-stream/src/kafkajs/create-topics.js';
import { until } from '../../support/account-api/until.js';
import { OwnKafka } from '../../support/stack/own-kafka.js';

// Half a minute: the time limits of one publication and its retries.
describe('the event stream, when Kafka', () => {
  let kafka: OwnKafka;
  let stream: KafkajsEventStream;
  beforeAll(async () => {
    kafka = await OwnKafka.start();
    stream = await KafkajsEventStream.open({ brokers: [kafka.brokers], clientId: 'faults' });
  });
  afterAll(async () => {
    kafka?.resume();
    await stream?.close();
    await kafka?.close();
  });

  it('is frozen for longer than a request may take, and runs on: so do its readers', async () => {
    const topic = `frozen-${randomUUID()}`;
    const admin = new Kafka({ brokers: [kafka.brokers], clientId: 'admin', logLevel: 0 }).admin();
    await admin.connect();
    await createTopics(admin, [{ topic, numPartitions: 1 }]);
    await admin.disconnect();
    const values: string[] = [];
    const gaps: string[] = [];
    const reader = await stream.tail({
      topic,
      from: 'beginning',
      onRecord: ({ value }) => void values.push(value),
      onGap: (reason) => gaps.push(reason),
    });
    const publish = (value: string) => stream.publish({ topic, key: 'k', value });
    await publish('1');
    await until('the first', () => values.length === 1);
    kafka.freeze();
    await expect(publish('perhaps')).rejects.toThrow('publishing');
    kafka.resume();
    await until('published', () => publish('2').catch(() => null), 40_000);
    await until('the second', () => values.includes('2'), 40_000);
    expect(values.filter((value) => value !== 'perhaps')).toEqual(['1', '2']);
    expect(gaps).toEqual([]);
    await reader.stop();
  }, 120_000);
});
