import type { EventStream, OutgoingRecord } from '#libs/event-stream';
import type { Clock } from '../enforcement-points/clock.js';
import type { BeatSource } from './beat-source.js';

export const BEAT_EVERY_MS = 250;

/**
 * Writes a beat to every partition of security-events each 250 ms while this instance leads, whatever else
 * goes on: an enforcement point that hears none for two seconds stops trusting what it knows.
 * Invariants: one leader at a time writes (a second writer for a moment would be harmless: a beat says only
 * what the database said); beats never queue up behind a slow broker.
 */
export class WriteBeats {
  #stopped = false;
  #wake: () => void = () => {};
  #running: Promise<void> = Promise.resolve();

  constructor(
    private readonly source: BeatSource,
    private readonly stream: Pick<EventStream, 'publishAll' | 'endOffsets'>,
    private readonly topic: string,
    private readonly clock: Clock,
    private readonly onError: (error: unknown) => void,
  ) {}

  start(): void {
    this.#running = this.#run();
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#wake();
    await this.#running;
  }

  async #run(): Promise<void> {
    while (!this.#stopped) {
      try {
        await this.source.whileLeading(({ beat }) => this.#lead(beat));
      } catch (error) {
        this.onError(error);
      }
      await this.#until(this.clock.now() + BEAT_EVERY_MS);
    }
  }

  async #lead(beat: () => Promise<object>): Promise<void> {
    const partitions = [...(await this.stream.endOffsets(this.topic)).keys()];
    let sending = false;
    while (!this.#stopped) {
      const next = this.clock.now() + BEAT_EVERY_MS;
      // Asked also while the broker is slow: a silent leader loses the lead.
      const value = JSON.stringify(await beat());
      if (!sending) {
        sending = true;
        const records = partitions.map((partition): OutgoingRecord => {
          return { topic: this.topic, key: 'beat', value, headers: { type: 'beat' }, partition };
        });
        void this.stream
          .publishAll(records)
          .catch(this.onError)
          .finally(() => (sending = false));
      }
      await this.#until(next);
    }
  }

  #until(at: number): Promise<void> {
    if (this.#stopped) return Promise.resolve();
    return new Promise((resolve) => {
      const cancel = this.clock.after(Math.max(0, at - this.clock.now()), resolve);
      this.#wake = () => {
        cancel();
        resolve();
      };
    });
  }
}
