/** Second half of the bare chain: a consumer that writes each record to its one socket. */
import { Kafka, logLevel } from 'kafkajs';
import { WebSocketServer } from 'ws';

const [brokers, topic] = process.argv.slice(2) as [string, string];
const sockets = new WebSocketServer({ port: 0, host: '127.0.0.1', perMessageDeflate: false });
const consumer = new Kafka({ brokers: brokers.split(','), logLevel: logLevel.NOTHING }).consumer({
  groupId: `${topic}.bare`,
});
await consumer.connect();
await consumer.subscribe({ topic, fromBeginning: true });
await consumer.run({
  eachMessage: async ({ message }) => {
    for (const socket of sockets.clients) socket.send(message.value ?? '');
  },
});
process.send?.({ port: (sockets.address() as { port: number }).port });
process.on('disconnect', () => process.exit(0));
