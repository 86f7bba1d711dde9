import type { Logger } from '#libs/service-runtime';

/** Logs a failure of work that nobody waits for; what it left undone is picked up again. */
export const reportTo =
  (logger: Logger, doing: string) =>
  (error: unknown): void =>
    logger.warn({ err: error }, doing);
