import { Kafka, logLevel } from 'kafkajs';
import { EventStreamError } from '../event-stream.js';

export interface KafkaOptions {
  readonly brokers: readonly string[];
  readonly clientId: string;
  /** Where kafkajs's own warnings go. */
  readonly log?: (level: 'warn' | 'error', message: string, details: object) => void;
}

/**
 * Half-open connections are noticed after `requestTimeout`; the retries of one call end well before a person
 * gives up. Longer outages are the supervisor's and the outbox's business, not a hidden loop's.
 */
export const connect = ({ brokers, clientId, log }: KafkaOptions): Kafka =>
  new Kafka({
    brokers: [...brokers],
    clientId,
    connectionTimeout: 1_000,
    requestTimeout: 5_000,
    retry: { initialRetryTime: 50, maxRetryTime: 400, retries: 6, factor: 0.3 },
    logLevel: log === undefined ? logLevel.NOTHING : logLevel.WARN,
    ...(log && {
      logCreator: () => (entry) => {
        const { message, ...details } = entry.log;
        log(entry.level === logLevel.ERROR ? 'error' : 'warn', message, details);
      },
    }),
  });

export async function wrapped<T>(doing: string, call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (cause) {
    const { name, retriable: isRetriable = true } = cause as { name?: string; retriable?: boolean };
    // kafkajs calls what it has tried often enough not retriable: by itself, that is.
    const retriable = isRetriable || name === 'KafkaJSNumberOfRetriesExceeded';
    throw new EventStreamError(`${doing}: ${(cause as Error).message}`, retriable, cause);
  }
}
