import { Partitioners, type ICustomPartitioner, type Message, type RecordMetadata } from 'kafkajs';
import type { Position } from '../event-stream.js';

/**
 * Where each message of a request stands. The broker answers with the first offset of each partition alone, so which
 * message went to which partition is noted as the partitioner decides it; within one they stand in the order they
 * were given.
 */
export class Places {
  readonly #partitions = new WeakMap<Message, number>();

  readonly createPartitioner: ICustomPartitioner = () => {
    const partitionOf = Partitioners.DefaultPartitioner();
    return (about) => {
      const partition = partitionOf(about);
      this.#partitions.set(about.message, partition);
      return partition;
    };
  };

  /** In the order of the messages. @throws where the broker acknowledged nothing of a message's partition */
  of(topic: string, messages: readonly Message[], stored: readonly RecordMetadata[]): readonly Position[] {
    const next = new Map(
      stored.map(({ partition, baseOffset, offset }) => [partition, BigInt(baseOffset ?? offset ?? '-1')]),
    );
    return messages.map((message) => {
      const partition = this.#partitions.get(message);
      const offset = partition === undefined ? undefined : next.get(partition);
      if (partition === undefined || offset === undefined)
        throw new Error(`${topic} acknowledged nothing of a record`);
      next.set(partition, offset + 1n);
      return { topic, partition, offset };
    });
  }
}
