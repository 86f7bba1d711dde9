import { lookAtCluster } from '#libs/event-stream';
import type { KafkaFacts } from '../facts.js';

export async function gatherKafka(
  brokers: readonly string[],
  prefix: string,
  pairedWith: string | null,
): Promise<KafkaFacts> {
  const facts = { brokers: brokers.join(','), pairedWith };
  try {
    return { ...facts, fault: null, look: await lookAtCluster({ brokers, clientId: 'doctor' }, prefix) };
  } catch (error) {
    return { ...facts, fault: (error as Error).message, look: null };
  }
}
