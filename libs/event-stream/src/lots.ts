import type { IncomingRecord } from './event-stream.js';

/**
 * Cuts the records of one partition into lots to be handled at once: of at most so many, and no two of one key, since
 * the order of a key's records is what a partition is for. Nothing changes place.
 */
export function* lotsOf(
  records: readonly IncomingRecord[],
  most: number,
): Generator<readonly IncomingRecord[]> {
  let lot: IncomingRecord[] = [];
  const keys = new Set<string>();
  for (const record of records) {
    if (lot.length === most || keys.has(record.key)) {
      yield lot;
      lot = [];
      keys.clear();
    }
    lot.push(record);
    keys.add(record.key);
  }
  if (lot.length > 0) yield lot;
}
