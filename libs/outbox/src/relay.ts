import type { OutboxStore } from './outbox-store.js';
import type { Publisher } from './publisher.js';

export interface RelayOptions {
  /** This instance, as the table shows who holds a row. */
  readonly by: string;
  /** Rows younger than this are left to the process that added them. */
  readonly olderThanMs?: number;
  /** Longer than a send may take; a relay killed in the middle delays its rows by this. */
  readonly leaseMs?: number;
  readonly everyMs?: number;
  readonly batch?: number;
  /** Told when the store itself could not be asked. */
  readonly onFailure?: (error: unknown) => void;
}

/**
 * Publishes what is left over: of a process that died between commit and publish, or of a broker's outage. Any
 * instance runs it. A lease is committed before anything is sent, so no transaction is open during a send and
 * two relays seldom send the same row; when they do, readers are idempotent.
 */
export class Relay {
  readonly #stopping = new AbortController();
  #running: Promise<void> | null = null;

  constructor(
    private readonly store: Pick<OutboxStore<never>, 'lease' | 'release'>,
    private readonly publisher: Publisher,
    private readonly options: RelayOptions,
  ) {}

  start(): void {
    this.#running ??= this.#run();
  }

  /** Resolves when the pass in hand is done and none will follow. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#running;
  }

  /** One pass: leases a batch and sends it. Returns how many it leased and how many of them went out. */
  async pass(): Promise<{ readonly leased: number; readonly sent: number }> {
    const { by, olderThanMs = 1_000, leaseMs = 15_000, batch = 100 } = this.options;
    const rows = await this.store.lease({ by, leaseMs, olderThanMs, limit: batch });
    if (rows.length === 0) return { leased: 0, sent: 0 };
    const { sent, refused } = await this.publisher.publish(rows);
    // The broker may be back any moment. A row that cannot be encoded keeps its lease and waits its turn.
    if (refused.length > 0) await this.store.release(refused.map(({ id }) => id));
    return { leased: rows.length, sent: sent.length };
  }

  async #run(): Promise<void> {
    const { everyMs = 250, batch = 100 } = this.options;
    while (!this.#stopping.signal.aborted) {
      let more = false;
      try {
        const { leased, sent } = await this.pass();
        more = leased === batch && sent > 0;
      } catch (error) {
        this.options.onFailure?.(error);
      }
      if (!more) await this.#wait(everyMs);
    }
  }

  #wait(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const { signal } = this.#stopping;
      if (signal.aborted) return resolve();
      const done = (): void => {
        clearTimeout(timer);
        signal.removeEventListener('abort', done);
        resolve();
      };
      const timer = setTimeout(done, ms);
      signal.addEventListener('abort', done);
    });
  }
}
