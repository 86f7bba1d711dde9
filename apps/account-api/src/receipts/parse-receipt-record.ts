import type { ReceiptRecord } from '#libs/event-stream';

/** Reads a device-receipts record at the edge. Null for what this version does not understand. */
export function parseReceiptRecord(value: string): Pick<ReceiptRecord, 'receipt' | 'gateway'> | null {
  let record: unknown;
  try {
    record = JSON.parse(value);
  } catch {
    return null;
  }
  if (typeof record !== 'object' || record === null) return null;
  const { v, receipt, gateway } = record as Record<string, unknown>;
  return v === 1 && typeof receipt === 'string' && typeof gateway === 'string' ? { receipt, gateway } : null;
}
