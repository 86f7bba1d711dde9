import { setTimeout as delay } from 'node:timers/promises';
import type { ConnectionPresence, EventStream } from '#libs/event-stream';
import type { Logger } from '#libs/service-runtime';
import type { Connection } from '../hub/connection.js';
import { presenceRecords } from './presence-records.js';

export interface PresenceOptions {
  readonly topicPrefix: string;
  readonly gateway: string;
  readonly boot: string;
  /** Null while it is not known. Left out: this machine’s. */
  readonly sourceTimeMs?: () => number | null;
  readonly retryMs?: number;
  readonly lookMs?: number;
  readonly lullMs?: number;
}

interface Said {
  readonly presence: ConnectionPresence;
  readonly tried: boolean;
}

const RETRY_MS = 1_000;
const A_BATCH = 500;
/** More to say than this, and devices are coming or going all at once. */
const A_RUSH = 64;
const LOOK_MS = 100;
/** In one look, when a rush is over. */
const A_TRICKLE = 32;
const LONGEST_LULL_MS = 5_000;
/** While the stream is away and devices come and go. Rows left over go with this run's progress. */
const MAX_PENDING = 100_000;

/**
 * Says which connections are there, for pages to show. One batch is under way at a time, so `online` comes before
 * `offline`; what could not be sent is tried again, unless it is no longer so.
 * When devices come or go by the thousand they have the machine first: what is to be said of them waits for a lull, and
 * then goes a batch at a time.
 */
export class Presence {
  /** By connection: what was last said of it and is not known to be sent. */
  #pending = new Map<number, Said>();
  #running: Promise<void> | null = null;
  /** All that was ever said, for telling a rush from a lull. */
  #said = 0;
  #stopped = false;

  constructor(
    private readonly stream: Pick<EventStream, 'publishAll'>,
    private readonly logger: Pick<Logger, 'warn'>,
    private readonly options: PresenceOptions,
  ) {}

  online(connection: Connection): void {
    this.#say(connection, true);
  }

  offline(connection: Connection): void {
    const said = this.#pending.get(connection.id);
    // Come and gone between two batches: nobody was told that it was there.
    if (said?.presence.online === true && !said.tried) this.#pending.delete(connection.id);
    else this.#say(connection, false);
  }

  get pending(): number {
    return this.#pending.size;
  }

  /** Sends what is left, without trying again. */
  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#running;
  }

  #say({ sid, id, address }: Connection, online: boolean): void {
    if (this.#pending.size >= MAX_PENDING) return;
    const connection = id.toString(36);
    const at = this.options.sourceTimeMs?.() ?? Date.now();
    this.#pending.set(id, { presence: { sid, connection, online, at, address }, tried: false });
    this.#said += 1;
    this.#running ??= this.#run();
  }

  async #run(): Promise<void> {
    await Promise.resolve();
    let rush = false;
    while (this.#pending.size > 0) {
      const wasRush = rush;
      rush = this.#pending.size > A_RUSH;
      if (rush) await this.#lull(wasRush ? 0 : (this.options.lullMs ?? LONGEST_LULL_MS));
      const batch = [...this.#pending].slice(0, A_BATCH);
      for (const [id] of batch) this.#pending.delete(id);
      try {
        const said = batch.map(([, { presence }]) => presence);
        await this.stream.publishAll(presenceRecords(said, this.options));
      } catch (err) {
        if (this.#stopped) break;
        this.logger.warn({ err, connections: batch.length }, 'presence could not be sent; trying again');
        this.#putBack(batch);
        await delay(this.options.retryMs ?? RETRY_MS, undefined, { ref: false });
      }
    }
    // In the same turn as the last look: what is said next begins a run of its own.
    this.#running = null;
  }

  /** One look at least, and further ones until few come and go, or the time is over. */
  async #lull(longestMs: number): Promise<void> {
    const lookMs = this.options.lookMs ?? LOOK_MS;
    for (let waitedMs = 0; !this.#stopped;) {
      const before = this.#said;
      await delay(lookMs, undefined, { ref: false });
      waitedMs += lookMs;
      if (waitedMs >= longestMs || this.#said - before <= A_TRICKLE) return;
    }
  }

  /** A failed batch may stand all the same, so what follows on it must be said. */
  #putBack(batch: readonly (readonly [number, Said])[]): void {
    const newer = this.#pending;
    this.#pending = new Map(batch.map(([id, { presence }]) => [id, { presence, tried: true }]));
    for (const [id, said] of newer) this.#pending.set(id, said);
  }
}
