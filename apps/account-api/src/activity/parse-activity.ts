import type { ActivityRecord } from '#libs/event-stream';

/** Reads an account-activity record at the edge. Null for what this version does not understand. */
export function parseActivity(value: string): ActivityRecord | null {
  let record: unknown;
  try {
    record = JSON.parse(value);
  } catch {
    return null;
  }
  if (typeof record !== 'object' || record === null) return null;
  const { v, sub, type, at } = record as Record<string, unknown>;
  const understood = v === 1 && typeof sub === 'string' && typeof type === 'string' && typeof at === 'number';
  return understood ? (record as ActivityRecord) : null;
}
