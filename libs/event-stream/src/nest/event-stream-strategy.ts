import { setTimeout as delay } from 'node:timers/promises';
import { Server, type CustomTransportStrategy } from '@nestjs/microservices';
import { isObservable, lastValueFrom } from 'rxjs';
import type { EventStream, IncomingRecord, Subscription } from '../event-stream.js';

/** How each topic is read, by its name without prefix; a handler is an `@EventPattern` of that name. */
export type Readings = Readonly<
  Record<
    string,
    { readonly shareAs: string; readonly atOnce?: number } | { readonly tailFrom: 'beginning' | 'end' }
  >
>;

/** One reading of a tailed topic; `gap` resolves when it is over. */
interface Tailing {
  readonly subscription: Subscription;
  readonly gap: Promise<void>;
}

const FIRST_PAUSE_MS = 50;
const LONGEST_PAUSE_MS = 1_000;

/**
 * Nest's microservice transport over the port: `app.connectMicroservice({ strategy })`. Unlike Nest's own
 * Kafka server it leaves group names alone, survives a crash of the consumer, and never blocks on a poison
 * record: those go to the dead-letter topic. A handler gets the IncomingRecord; when it rejects, the record
 * is tried again, for as long as `isPassing` says that it is not the record's fault.
 */
export class EventStreamStrategy extends Server implements CustomTransportStrategy {
  readonly #subscriptions: Subscription[] = [];

  constructor(
    private readonly stream: EventStream,
    private readonly readings: Readings,
    private readonly prefix = '',
    private readonly onGap: (topic: string, reason: string) => void = () => {},
    private readonly isPassing: (error: unknown) => boolean = () => false,
  ) {
    super();
  }

  override readonly propagatesEventHandlerErrors = true;

  listen(ready: (error?: unknown) => void): void {
    this.#start().then(
      () => ready(),
      (error: unknown) => ready(error),
    );
  }

  async close(): Promise<void> {
    await Promise.all(this.#subscriptions.map((subscription) => subscription.stop()));
  }

  on(): void {
    throw new Error('The event stream has no events of its own; handle a topic with @EventPattern.');
  }

  unwrap<T>(): T {
    return this.stream as T;
  }

  async #start(): Promise<void> {
    for (const pattern of this.messageHandlers.keys()) {
      const reading = this.readings[pattern];
      if (reading === undefined) throw new Error(`No reading is configured for the topic ${pattern}`);
      const topic = this.prefix + pattern;
      const onRecord = (record: IncomingRecord): Promise<void> => this.#handle(pattern, record);
      this.#subscriptions.push(
        'shareAs' in reading
          ? await this.stream.share({
              topic,
              group: this.prefix + reading.shareAs,
              atOnce: reading.atOnce ?? 1,
              onRecord,
              isPassing: this.isPassing,
            })
          : await this.#tail(topic, reading.tailFrom, onRecord),
      );
    }
  }

  /**
   * After a gap a tailed topic begins anew where it began, however long the broker is away; what reads it must
   * bear repeats.
   */
  async #tail(
    topic: string,
    from: 'beginning' | 'end',
    onRecord: (record: IncomingRecord) => Promise<void>,
  ): Promise<Subscription> {
    const stopping = new AbortController();
    const stopped = new Promise<void>((resolve) =>
      stopping.signal.addEventListener('abort', () => resolve()),
    );
    const begin = async (): Promise<Tailing> => {
      // A gap may be met before `tail` has answered.
      let met = (): void => {};
      const gap = new Promise<void>((resolve) => (met = resolve));
      const onGap = (reason: string): void => {
        this.onGap(topic, reason);
        met();
      };
      return { subscription: await this.stream.tail({ topic, from, onRecord, onGap }), gap };
    };
    const again = async (): Promise<Tailing | null> => {
      for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(pause * 2, LONGEST_PAUSE_MS)) {
        if (stopping.signal.aborted) return null;
        try {
          return await begin();
        } catch (error) {
          this.onGap(topic, `reading could not begin: ${String(error)}`);
          await delay(pause, undefined, { signal: stopping.signal }).catch(() => {});
        }
      }
    };
    const keep = async (first: Tailing): Promise<void> => {
      for (let current: Tailing | null = first; current !== null; current = await again()) {
        await Promise.race([current.gap, stopped]);
        await current.subscription.stop().catch(() => {});
      }
    };
    const keeping = keep(await begin());
    return {
      stop: async () => {
        stopping.abort();
        await keeping;
      },
    };
  }

  async #handle(pattern: string, record: IncomingRecord): Promise<void> {
    const handler = this.messageHandlers.get(pattern);
    const result: unknown = await handler?.(record);
    // Nest wraps what a handler throws in a stream; draining it makes the failure ours to see.
    if (isObservable(result)) await lastValueFrom(result, { defaultValue: undefined });
  }
}
