import type { Beat, IncomingRecord } from '#libs/event-stream';
import {
  verifySecurityEvent,
  verifyTellingStopped,
  type SecurityEvent,
  type TellingStopped,
  type Verify,
} from '#libs/security-event';

export type Read =
  | { readonly type: 'beat'; readonly beat: Pick<Beat, 'databaseTime' | 'unsentForMs'> }
  | { readonly type: 'revocation'; readonly event: SecurityEvent }
  | { readonly type: 'telling-stopped'; readonly event: TellingStopped };

/**
 * Reads one record of security-events: a beat, or a SET that must verify, of a revocation or of an end of telling.
 * @throws for anything else. The caller must not step past it.
 */
export async function readRecord(
  record: IncomingRecord,
  issuer: string,
  keyOf: (kid: string) => Promise<Verify | null> | Verify | null,
): Promise<Read> {
  const { type } = record.headers;
  if (type === 'beat') return { type, beat: parseBeat(record.value) };
  if (type === 'telling-stopped')
    return { type, event: await verifyTellingStopped(record.value, issuer, keyOf) };
  if (type !== 'set') throw new Error(`a record of type ${String(type)} is not understood`);
  const { event } = await verifySecurityEvent(record.value, issuer, keyOf);
  return { type: 'revocation', event };
}

function parseBeat(value: string): Pick<Beat, 'databaseTime' | 'unsentForMs'> {
  const { v, databaseTime, unsentForMs } = (JSON.parse(value) ?? {}) as Partial<Record<keyof Beat, unknown>>;
  if (v !== 1) throw new Error('a beat of this version is not understood');
  if (typeof databaseTime !== 'number' || typeof unsentForMs !== 'number' || !(unsentForMs >= 0)) {
    throw new Error('a beat is not understood');
  }
  return { databaseTime, unsentForMs };
}
