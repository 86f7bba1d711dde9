import { connect, wrapped, type KafkaOptions } from './connection.js';

/** The cluster that answers: offsets kept elsewhere mean something in this one alone. */
export async function clusterIdOf(options: KafkaOptions): Promise<string> {
  const admin = connect(options).admin();
  return wrapped('asking for the cluster', async () => {
    await admin.connect();
    try {
      return (await admin.describeCluster()).clusterId;
    } finally {
      await admin.disconnect();
    }
  });
}
