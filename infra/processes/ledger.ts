import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { identityOf, isRunning, type ProcessIdentity } from './identity.js';

export interface LedgerEntry extends ProcessIdentity {
  readonly name: string;
  readonly stopSignal: NodeJS.Signals;
}

/**
 * What this run started and has not seen end, in order, on disk: so that after a `kill -9` the next run can end
 * what is left. Written before anything else is done with a new process.
 */
export class Ledger {
  #entries: readonly LedgerEntry[] = [];

  constructor(private readonly file: string) {}

  add(name: string, pid: number, stopSignal: NodeJS.Signals): void {
    const identity = identityOf(pid);
    if (identity !== null) this.#write([...this.#entries, { ...identity, name, stopSignal }]);
  }

  remove(pid: number): void {
    try {
      this.#write(this.#entries.filter((entry) => entry.pid !== pid));
    } catch {
      // On a full disk it stays on the page: an ended process harms nobody there, a failed stop would.
    }
  }

  #write(entries: readonly LedgerEntry[]): void {
    this.#entries = entries;
    if (entries.length === 0) return rmSync(this.file, { force: true });
    const next = `${this.file}.next`;
    writeFileSync(next, JSON.stringify(entries), { mode: 0o600 });
    renameSync(next, this.file);
  }
}

/** Those of a dead run's ledger that still run: the same process, not only the same id. */
export function leftOvers(file: string): readonly LedgerEntry[] {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    return [];
  }
  try {
    return (JSON.parse(text) as LedgerEntry[]).filter(isRunning);
  } catch {
    return []; // Cut short by a full disk: whoever is left still holds its port, and is named there.
  }
}
