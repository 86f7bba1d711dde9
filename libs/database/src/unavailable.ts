/** SQLSTATE classes and codes of a server that is not there, going away, starting, or full. */
const UNAVAILABLE = /^(?:08...|57P0[1-5]|53300)$/;
const NETWORK = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
]);
/** pg has no codes of its own for these. */
const MESSAGES =
  /^(?:Connection terminated|timeout exceeded when trying to connect|Client (?:was closed|has encountered a connection error))/;

/**
 * Whether an error of the database says that it cannot be reached now, as against that it refused a statement.
 * What was asked may have been done all the same: a commit whose answer was lost stands.
 */
export function isDatabaseUnavailable(error: unknown): boolean {
  if (error instanceof AggregateError && error.errors.some(isDatabaseUnavailable)) return true;
  if (!(error instanceof Error)) return false;
  const { code, driverError } = error as { code?: unknown; driverError?: unknown };
  if (typeof code === 'string' && (NETWORK.has(code) || UNAVAILABLE.test(code))) return true;
  return MESSAGES.test(error.message) || (driverError !== error && isDatabaseUnavailable(driverError));
}
