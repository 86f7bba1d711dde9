/** SQLSTATE classes and codes of a server that is not there, going away, starting, full, or too slow. */
const UNAVAILABLE = /^(?:08...|57P0[1-5]|57014|53300)$/;
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
const UNANSWERED = 'Query read timeout';
/** pg has no codes of its own for these. */
const MESSAGES =
  /^(?:Connection terminated|Query read timeout$|timeout exceeded when trying to connect|Client (?:was closed|has encountered a connection error))/;

/**
 * Whether an error of the database says that it cannot be reached now, as against that it refused a statement.
 * What was asked may have been done all the same: a commit whose answer was lost stands.
 */
export function isDatabaseUnavailable(error: unknown): boolean {
  if (typeof error !== 'object' || error === null) return false;
  const { code, message, errors, driverError } = error as Readonly<Record<string, unknown>>;
  if (typeof code === 'string' && (NETWORK.has(code) || UNAVAILABLE.test(code))) return true;
  if (typeof message === 'string' && MESSAGES.test(message)) return true;
  // One an address, where a name has several; TypeORM's own wraps the driver's.
  if (Array.isArray(errors) && errors.some(isDatabaseUnavailable)) return true;
  return driverError !== error && isDatabaseUnavailable(driverError);
}

/** Whether a statement had no answer in time: it is under way still, as far as this side can tell. */
export const isUnanswered = (error: unknown): error is Error =>
  error instanceof Error && error.message === UNANSWERED;
