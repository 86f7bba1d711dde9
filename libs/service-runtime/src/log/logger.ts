import {
  pino,
  stdSerializers,
  type Bindings,
  type ChildLoggerOptions,
  type DestinationStream,
  type Logger,
} from 'pino';
import { withoutSecrets } from './without-secrets.js';

export type { Logger } from 'pino';

/**
 * One JSON object a line. Follow one sign-out through all processes by `txn`: `logger.child({ txn })`.
 * Tokens, proofs, cookies and passwords are taken out by name, and of an error only what cannot hold one is kept.
 * ERROR means someone must act now.
 */
export function openLogger(
  app: string,
  options: {
    readonly level?: string;
    readonly instance?: string;
    readonly destination?: DestinationStream;
  } = {},
): Logger {
  const { level = 'info', instance, destination } = options;
  const logger = pino(
    {
      level,
      base: instance === undefined ? { app } : { app, instance },
      timestamp: () => `,"time":"${new Date().toISOString()}"`,
      formatters: { level: (label) => ({ level: label }), log: withoutSecrets },
      serializers: { err: plainError, error: plainError },
    },
    destination ?? pino.destination({ fd: 1, sync: true }),
  );
  const { child } = logger;
  return Object.assign(logger, {
    // What a child says in each of its lines does not pass `formatters.log`.
    child(this: Logger, bindings: Bindings, options?: ChildLoggerOptions): Logger {
      return Reflect.apply(child, this, [withoutSecrets(bindings), options]);
    },
  });
}

/** A database error carries its statement's parameters, which may be hashes and tokens: those stay behind. */
function plainError(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const { type, message, stack } = stdSerializers.err(error);
  const { code } = error as { code?: unknown };
  return typeof code === 'string' ? { type, message, code, stack } : { type, message, stack };
}
