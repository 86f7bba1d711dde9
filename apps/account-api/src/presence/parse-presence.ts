import type { PresenceRecord } from '#libs/event-stream';
import { isUuid } from '../revocations/revoke-session.js';

/** Reads a device-presence record at the edge. Null for what this version does not understand. */
export function parsePresence(value: string): PresenceRecord | null {
  let record: unknown;
  try {
    record = JSON.parse(value);
  } catch {
    return null;
  }
  if (typeof record !== 'object' || record === null) return null;
  const { v, sid, gateway, boot, connection, online, at, address } = record as Record<string, unknown>;
  const understood =
    v === 1 &&
    isUuid(sid) &&
    [gateway, boot, connection].every((name) => typeof name === 'string' && name.length <= 256) &&
    typeof online === 'boolean' &&
    Number.isFinite(at) &&
    (address === undefined || typeof address === 'string');
  return understood ? (record as PresenceRecord) : null;
}
