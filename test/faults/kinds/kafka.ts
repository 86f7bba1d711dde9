import { Kafka, logLevel, type Admin, type Consumer, type Producer } from 'kafkajs';
import type { Fault } from '../fault.js';
import type { Rig } from '../rig.js';
import { LateComer } from './comes-late.js';

const client = (rig: Rig): Kafka =>
  new Kafka({ brokers: rig.kafka.brokers.split(','), logLevel: logLevel.NOTHING });
export const eventsTopic = (rig: Rig): string => `${rig.stack.room.prefix}security-events`;

export async function withAdmin<T>(rig: Rig, work: (admin: Admin) => Promise<T>): Promise<T> {
  const admin = client(rig).admin();
  await admin.connect();
  return work(admin).finally(() => admin.disconnect());
}

export async function withProducer<T>(rig: Rig, work: (producer: Producer) => Promise<T>): Promise<T> {
  const producer = client(rig).producer();
  await producer.connect();
  return work(producer).finally(() => producer.disconnect());
}

/** Says which of those nobody signs out lose their connection from now on. */
function keepsConnections({ load: { innocents } }: Rig): () => readonly string[] {
  const devices = innocents.map(({ slot }) => slot.device);
  for (const device of devices) device.forget();
  return () =>
    devices
      .filter((device) => device.saw('offline') || device.saw('stopped-playing'))
      .map(({ sid }) => `${sid} lost its connection`);
}

/** Sends every record of a revocation once more as it is. */
async function doubling(rig: Rig): Promise<() => Promise<void>> {
  const topic = eventsTopic(rig);
  const kafka = client(rig);
  const [consumer, producer]: [Consumer, Producer] = [
    kafka.consumer({ groupId: `${topic}-doubling`, sessionTimeout: 6_000 }),
    kafka.producer(),
  ];
  const sent = new Set<string>();
  await Promise.all([consumer.connect(), producer.connect()]);
  await consumer.subscribe({ topic, fromBeginning: true });
  await consumer.run({
    eachMessage: async ({ partition, message: { key, value, headers } }) => {
      const text = value?.toString() ?? '';
      if (headers?.['type']?.toString() !== 'set' || sent.has(text)) return;
      sent.add(text);
      await producer.send({ topic, messages: [{ key, value, headers, partition }] });
    },
  });
  return async () => {
    await consumer.disconnect();
    await producer.disconnect();
    if (sent.size === 0) throw new Error('no record was doubled');
  };
}

export const kafka: readonly Fault[] = [
  {
    id: 'kafka-killed',
    what: 'Kafka is killed and starts again at once.',
    lastsMs: { full: 0, short: 0 },
    begin: async (rig) => {
      const lost = keepsConnections(rig);
      await rig.kafka.kill();
      return { end: () => rig.kafka.again(), complaints: lost };
    },
  },
  {
    id: 'kafka-away',
    what: 'Kafka is away for 20 seconds; a device that was off comes meanwhile, and was signed out meanwhile.',
    lastsMs: { full: 20_000, short: 3_000 },
    begin: async (rig) => {
      const late = await LateComer.off(rig);
      const lost = keepsConnections(rig);
      await rig.kafka.kill();
      // Both of it while Kafka is away.
      const found = [...(await late.comes()), ...(await late.receiptStored())];
      return {
        end: () => rig.kafka.again(),
        complaints: () => [...found, ...lost(), ...late.complaints()],
        restore: () => late.close(),
      };
    },
  },
  {
    id: 'kafka-truncated',
    what: 'Every record of the events’ topic is deleted while a gateway that had not read the last of them is frozen.',
    lastsMs: { full: 2_000, short: 1_000 },
    begin: async (rig) => {
      const { process } = rig.gateway(1);
      process.freeze();
      return {
        end: async () => {
          await withAdmin(rig, async (admin) => {
            const topic = eventsTopic(rig);
            const partitions = (await admin.fetchTopicOffsets(topic)).map(({ partition, high }) => ({
              partition,
              offset: high,
            }));
            await admin.deleteTopicRecords({ topic, partitions });
          });
          process.resume();
        },
      };
    },
  },
  {
    id: 'kafka-doubled',
    what: 'Every event, the old ones as well, is published a second time.',
    lastsMs: { full: 5_000, short: 1_000 },
    begin: async (rig) => ({ end: await doubling(rig) }),
  },
];
