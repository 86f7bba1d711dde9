import { PostgresOutboxStore } from '#libs/outbox';
import { Health } from '#libs/service-runtime';
import { EVENTS_TOPIC } from '../revocations/revocation.js';
import type { Core } from './core.module.js';

/** Points stop being fresh at two seconds; the relay tries again four times a second. */
const UNSENT_FOR_MS = 10_000;

/**
 * Ready is who can judge a session (the database), sign (the keys), and tell of a revocation: Kafka answers, and no
 * event has waited for long.
 */
export function healthOf(
  { database, stream, keys }: Pick<Core, 'database' | 'stream' | 'keys'>,
  eventsTopic: string,
): Health {
  const outbox = new PostgresOutboxStore(database);
  const health = new Health();
  health.addCheck('database', () => saying('the database does not answer', database.query('SELECT 1')));
  health.addCheck('Kafka', () => saying('Kafka does not answer', stream.endOffsets(eventsTopic)));
  health.addCheck('keys', () => (keys.all.length > 0 ? null : 'there is no issuer key to sign with'));
  health.addCheck('events', async () => {
    const unsentForMs = await outbox.unsentForMs(EVENTS_TOPIC).catch(() => null);
    if (unsentForMs === null) return 'whether events wait cannot be told';
    if (unsentForMs < UNSENT_FOR_MS) return null;
    return `an event has waited for ${Math.round(unsentForMs / 1000)} s to be published`;
  });
  return health;
}

async function saying(what: string, work: Promise<unknown>): Promise<string | null> {
  try {
    await work;
    return null;
  } catch (error) {
    return `${what}: ${error instanceof Error ? error.message : String(error)}`;
  }
}
