import { pino, stdSerializers, type DestinationStream, type Logger } from 'pino';

export type { Logger } from 'pino';

const SECRETS = [
  'authorization',
  'dpop',
  'cookie',
  'set-cookie',
  'password',
  'token',
  'accessToken',
  'refreshToken',
  'deviceCode',
  'access_token',
  'refresh_token',
  'device_code',
  'proof',
];
/** How deep a secret is looked for: `{ request: { headers: { authorization } } }` is found. */
const DEPTHS = ['', '*.', '*.*.'];

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
  return pino(
    {
      level,
      base: instance === undefined ? { app } : { app, instance },
      timestamp: () => `,"time":"${new Date().toISOString()}"`,
      formatters: { level: (label) => ({ level: label }) },
      redact: {
        paths: DEPTHS.flatMap((prefix) =>
          SECRETS.map((name) => (name.includes('-') ? `${prefix.slice(0, -1)}["${name}"]` : prefix + name)),
        ),
        censor: '[redacted]',
      },
      serializers: { err: plainError, error: plainError },
    },
    destination ?? pino.destination({ fd: 1, sync: true }),
  );
}

/** A database error carries its statement's parameters, which may be hashes and tokens: those stay behind. */
function plainError(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const { type, message, stack } = stdSerializers.err(error);
  const { code } = error as { code?: unknown };
  return typeof code === 'string' ? { type, message, code, stack } : { type, message, stack };
}
