import { randomUUID } from 'node:crypto';

/**
 * The headers by which one sign-out is followed through every topic. The trace of W3C Trace Context is made from the
 * txn, so a tracing system and the logs find each other.
 */
export const traceHeaders = (txn: string): { readonly txn: string; readonly traceparent: string } => ({
  txn,
  traceparent: `00-${txn.replaceAll('-', '')}-${spanId()}-01`,
});

/** Eight random bytes. Node draws UUIDs from a pool, where `randomBytes` goes to the system each time. */
function spanId(): string {
  const uuid = randomUUID();
  return uuid.slice(0, 4) + uuid.slice(-12);
}
