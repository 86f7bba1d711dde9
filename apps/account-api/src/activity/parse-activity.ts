import type { AccountChange, ActivityRecord } from '#libs/event-stream';

/** Reads an account-activity record at the edge. Null for what this version does not understand. */
export function parseActivity(value: string): ActivityRecord | null {
  let record: unknown;
  try {
    record = JSON.parse(value);
  } catch {
    return null;
  }
  if (typeof record !== 'object' || record === null) return null;
  const { v, changes } = record as Record<string, unknown>;
  const understood = v === 1 && Array.isArray(changes) && changes.every(isChange);
  return understood ? (record as ActivityRecord) : null;
}

function isChange(change: unknown): change is AccountChange {
  if (typeof change !== 'object' || change === null) return false;
  const { sub, type, at } = change as Record<string, unknown>;
  return typeof sub === 'string' && typeof type === 'string' && typeof at === 'number';
}
