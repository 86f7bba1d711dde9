import type { ReceiptRecord } from '#libs/event-stream';

/** Reads a device-receipts record at the edge. Null for what this version does not understand. */
export function parseReceiptRecord(value: string): Pick<ReceiptRecord, 'receipts' | 'gateway'> | null {
  let record: unknown;
  try {
    record = JSON.parse(value);
  } catch {
    return null;
  }
  if (typeof record !== 'object' || record === null) return null;
  const { v, receipts, gateway } = record as Record<string, unknown>;
  const understood =
    v === 1 &&
    typeof gateway === 'string' &&
    Array.isArray(receipts) &&
    receipts.every((receipt) => typeof receipt === 'string');
  return understood ? { receipts, gateway } : null;
}
