import type { Database } from '#libs/database';
import type { EventStream } from '#libs/event-stream';
import { Health } from '#libs/service-runtime';

/** Ready is who can judge a session (the database) and tell of a revocation (Kafka). */
export function healthOf(
  database: Pick<Database, 'query'>,
  stream: Pick<EventStream, 'endOffsets'>,
  eventsTopic: string,
): Health {
  const health = new Health();
  health.addCheck('database', async () => {
    await database.query('SELECT 1');
    return null;
  });
  health.addCheck('Kafka', async () => {
    await stream.endOffsets(eventsTopic);
    return null;
  });
  return health;
}
