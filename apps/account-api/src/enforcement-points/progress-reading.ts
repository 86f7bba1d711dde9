import { randomUUID } from 'node:crypto';
import type { EventStream, ProgressRecord } from '#libs/event-stream';

const STOPPED = 'the progress topic is read no more';
const READ_ANEW = 'the progress topic is read anew';

/**
 * How far this process has read the progress topic (one partition), and a way to know that it has read all
 * that stood there at a given moment: without that, silence could be our own deafness.
 */
export class ProgressReading {
  #position: bigint | null = null;
  #waiting: { readonly upTo: bigint; readonly done: () => void; readonly fail: (why: Error) => void }[] = [];
  #stopped = false;
  #asking: Promise<void> = Promise.resolve();
  #next: Promise<void> | null = null;

  constructor(
    private readonly stream: Pick<EventStream, 'endOffsets' | 'publish'>,
    private readonly topic: string,
  ) {}

  /** A record was handled. Not a maximum: after a gap the topic is read anew, and may be another one. */
  handled(offset: bigint): void {
    // What was waited for may stand in no log any more; whoever waits asks again.
    if (this.#position !== null && offset < this.#position) this.#failAll(READ_ANEW);
    this.#position = offset;
    const due = this.#waiting.filter(({ upTo }) => upTo <= offset);
    if (due.length === 0) return;
    this.#waiting = this.#waiting.filter(({ upTo }) => upTo > offset);
    for (const { done } of due) done();
  }

  /**
   * Resolves once every record that stood in the topic when this was called has been handled. Rejects when
   * the broker cannot be asked. Callers at one time share a question.
   */
  caughtUp(): Promise<void> {
    this.#next ??= this.#asking
      .catch(() => {})
      .then(() => {
        this.#next = null;
        this.#asking = this.#ask();
        return this.#asking;
      });
    return this.#next;
  }

  /** Nothing more will be read: whoever waits is told so, and holds no stop up. */
  stop(): void {
    this.#stopped = true;
    this.#failAll(STOPPED);
  }

  #failAll(why: string): void {
    for (const { fail } of this.#waiting.splice(0)) fail(new Error(why));
  }

  async #ask(): Promise<void> {
    const end = (await this.stream.endOffsets(this.topic)).get(0) ?? 0n;
    if (end === 0n) return;
    // A log that ends before what was read of it is another, of which nothing was read.
    if (this.#position !== null && this.#position >= end) this.#position = null;
    // All records may have been deleted by age, and an empty log never shows its end: put one there.
    const last = this.#position === null ? await this.#mark() : end - 1n;
    if (this.#position !== null && this.#position >= last) return;
    if (this.#stopped) throw new Error(STOPPED);
    await new Promise<void>((done, fail) => this.#waiting.push({ upTo: last, done, fail }));
  }

  async #mark(): Promise<bigint> {
    const boot = randomUUID();
    const nobody: ProgressRecord = {
      v: 1,
      point: `account-api ${boot}`,
      boot,
      kind: 'resource-server',
      offsets: {},
      fresh: false,
      largestGraceMs: 0,
      at: Date.now(),
      gone: true,
    };
    const record = { topic: this.topic, key: nobody.point, value: JSON.stringify(nobody) };
    return (await this.stream.publish(record)).offset;
  }
}
