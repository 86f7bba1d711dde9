import type { ConnectionPresence, PresenceRecord } from '#libs/event-stream';
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
  const { v, gateway, boot, connections } = record as Record<string, unknown>;
  const understood =
    v === 1 && isName(gateway) && isName(boot) && Array.isArray(connections) && connections.every(isPresence);
  return understood ? (record as PresenceRecord) : null;
}

function isPresence(said: unknown): said is ConnectionPresence {
  if (typeof said !== 'object' || said === null) return false;
  const { sid, connection, online, at, address } = said as Record<string, unknown>;
  return (
    isUuid(sid) &&
    isName(connection) &&
    typeof online === 'boolean' &&
    Number.isFinite(at) &&
    (address === undefined || typeof address === 'string')
  );
}

const isName = (name: unknown): name is string => typeof name === 'string' && name.length <= 256;
