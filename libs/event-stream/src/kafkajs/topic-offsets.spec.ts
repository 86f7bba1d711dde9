import type { Admin, Kafka } from 'kafkajs';
import { topicOffsets } from './topic-offsets.js';

const failing = (type: string) => () =>
  Promise.reject(Object.assign(new Error(type), { type, retriable: true }));
const found = [{ partition: 0, offset: '7', high: '7', low: '2' }];

describe('asking for the offsets of a topic', () => {
  const set = (answers: (() => Promise<typeof found>)[]) => {
    let open = 0;
    const fetchTopicOffsets = () => answers.shift()!();
    const fresh = {
      connect: () => Promise.resolve(void open++),
      disconnect: () => Promise.resolve(void open--),
      fetchTopicOffsets,
    };
    const kafka = { admin: () => fresh as unknown as Admin } as Pick<Kafka, 'admin'>;
    return { ask: () => topicOffsets(kafka, { fetchTopicOffsets }, 't'), open: () => open, left: answers };
  };

  it.each(['NOT_LEADER_FOR_PARTITION', 'LEADER_NOT_AVAILABLE', 'UNKNOWN_TOPIC_OR_PARTITION'])(
    'waits for a leader to be found: %s',
    async (type) => {
      const { ask, open } = set([failing(type), failing(type), () => Promise.resolve(found)]);
      expect([await ask(), open()]).toEqual([found, 0]);
    },
  );

  it('says at once what waiting does not mend', async () => {
    const { ask, left } = set([failing('TOPIC_AUTHORIZATION_FAILED'), () => Promise.resolve(found)]);
    await expect(ask()).rejects.toThrow('asking for the offsets of t: TOPIC_AUTHORIZATION_FAILED');
    expect(left).toHaveLength(1);
  });
});
