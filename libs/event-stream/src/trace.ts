import { randomBytes } from 'node:crypto';

/**
 * The headers by which one sign-out is followed through every topic. The trace of W3C Trace Context is made from the
 * txn, so a tracing system and the logs find each other.
 */
export const traceHeaders = (txn: string): { readonly txn: string; readonly traceparent: string } => ({
  txn,
  traceparent: `00-${txn.replaceAll('-', '')}-${randomBytes(8).toString('hex')}-01`,
});
