import { openDatabase } from '#libs/database';
import { clusterIdOf } from '#libs/event-stream';
import { CannotStart } from '../cannot-start.js';
import { NotToBeHad, type Way } from './way.js';

/** A variable that is set is meant: if it leads nowhere, nothing else is taken in its place. */
export const databaseOfEnvironment = (url: string | null): Way => ({
  id: 'environment',
  open: async () => {
    if (url === null) return new NotToBeHad('DATABASE_URL is not set; set it to a PostgreSQL that runs');
    try {
      const database = await openDatabase(url, { poolSize: 1 });
      try {
        await database.query('SELECT 1');
      } finally {
        await database.close();
      }
    } catch (error) {
      throw new CannotStart(
        `DATABASE_URL is set, but that database does not answer: ${(error as Error).message || (error as NodeJS.ErrnoException).code}\nStart it, mend DATABASE_URL, or unset it to have one brought up here.`,
      );
    }
    return { address: url, from: `DATABASE_URL, ${new URL(url).host}` };
  },
});

export const kafkaOfEnvironment = (brokers: readonly string[] | null): Way => ({
  id: 'environment',
  open: async () => {
    if (brokers === null) return new NotToBeHad('KAFKA_BROKERS is not set; set it to a Kafka that runs');
    try {
      await clusterIdOf({ brokers, clientId: 'signoff' });
    } catch (error) {
      throw new CannotStart(
        `KAFKA_BROKERS is set, but no broker answers at ${brokers.join(', ')}: ${(error as Error).message}\nStart it, mend KAFKA_BROKERS, or unset it to have one brought up here.`,
      );
    }
    return { address: brokers.join(','), from: `KAFKA_BROKERS, ${brokers.join(', ')}` };
  },
});
