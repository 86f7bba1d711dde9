/** First half of the bare chain: HTTP, one statement, one record with acks=all, 200. Nothing else. */
import { createServer } from 'node:http';
import { Kafka, logLevel } from 'kafkajs';
import { Pool } from 'pg';

const [databaseUrl, brokers, topic] = process.argv.slice(2) as [string, string, string];
const pool = new Pool({ connectionString: databaseUrl });
const producer = new Kafka({ brokers: brokers.split(','), logLevel: logLevel.NOTHING }).producer();
await producer.connect();
await pool.query('CREATE TABLE IF NOT EXISTS bare_chain (id text PRIMARY KEY, at timestamptz NOT NULL)');

const server = createServer((request, response) => {
  const id = request.url?.slice(1) ?? '';
  void (async () => {
    await pool.query('INSERT INTO bare_chain VALUES ($1, now())', [id]);
    await producer.send({ topic, acks: -1, messages: [{ key: id, value: id }] });
    response.end('{}');
  })();
});
server.listen(0, '127.0.0.1', () => process.send?.({ port: (server.address() as { port: number }).port }));
process.on('disconnect', () => process.exit(0));
