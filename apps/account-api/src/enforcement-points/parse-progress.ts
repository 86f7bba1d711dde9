import type { ProgressRecord } from '#libs/event-stream';

/** Reads a progress record at the edge. Null for what this version does not understand. */
export function parseProgress(value: string): ProgressRecord | null {
  let record: unknown;
  try {
    record = JSON.parse(value);
  } catch {
    return null;
  }
  if (typeof record !== 'object' || record === null) return null;
  const { v, point, boot, offsets, largestGraceMs, fresh, gone } = record as Record<string, unknown>;
  if (v !== 1 || typeof point !== 'string' || typeof boot !== 'string') return null;
  if (typeof largestGraceMs !== 'number' || !(largestGraceMs >= 0)) return null;
  if (typeof fresh !== 'boolean') return null;
  if (gone !== undefined && gone !== true) return null;
  if (typeof offsets !== 'object' || offsets === null) return null;
  const wellFormed = Object.entries(offsets).every(
    ([partition, offset]) => /^\d+$/.test(partition) && /^-?\d+$/.test(String(offset)),
  );
  return wellFormed ? (record as ProgressRecord) : null;
}
