import type { IncomingRecord } from '../event-stream.js';

/** Reads along, and lets a case wait for what it reads. */
export interface Collector {
  readonly records: IncomingRecord[];
  readonly add: (record: IncomingRecord) => void;
  readonly gap: (reason: string) => void;
  readonly gapCount: () => number;
  readonly count: (wanted: number) => Promise<void>;
  /** The same for records of unlike values. */
  readonly different: (wanted: number) => Promise<void>;
  readonly gaps: (wanted: number) => Promise<void>;
}

export function collector(): Collector {
  const records: IncomingRecord[] = [];
  let gaps = 0;
  const waiting = new Set<() => void>();
  const wake = (): void => waiting.forEach((check) => check());
  const until = (holds: () => boolean): Promise<void> =>
    new Promise((resolve) => {
      const check = (): void => {
        if (!holds()) return;
        waiting.delete(check);
        resolve();
      };
      waiting.add(check);
      check();
    });
  return {
    records,
    add: (record) => {
      records.push(record);
      wake();
    },
    gap: () => {
      gaps++;
      wake();
    },
    gapCount: () => gaps,
    count: (wanted) => until(() => records.length >= wanted),
    different: (wanted) => until(() => new Set(records.map(({ value }) => value)).size >= wanted),
    gaps: (wanted) => until(() => gaps >= wanted),
  };
}
