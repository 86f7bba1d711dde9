import type { EventStream, OutgoingRecord, Position } from '#libs/event-stream';

/**
 * A stream whose publications to one topic the test can hold, as a process does that is about to die, or
 * refuse, as a broker does that is away.
 */
export class GatedStream implements EventStream {
  mode: 'pass' | 'hold' | 'refuse' = 'pass';
  readonly held: OutgoingRecord[] = [];
  #waiting: (() => void)[] = [];
  #holding: (() => void)[] = [];

  constructor(
    private readonly stream: EventStream,
    private readonly topic: string,
  ) {}

  async publish(record: OutgoingRecord): Promise<Position> {
    if (record.topic === this.topic && this.mode !== 'pass') {
      this.held.push(record);
      for (const wake of this.#waiting.splice(0)) wake();
      if (this.mode === 'refuse') throw new Error('the broker is away');
      return new Promise((_, reject) => this.#holding.push(() => reject(new Error('the process died'))));
    }
    return this.stream.publish(record);
  }

  /** Resolves once a publication was held or refused. */
  async heldOne(): Promise<OutgoingRecord> {
    while (this.held.length === 0) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    return this.held[0]!;
  }

  /** What was held fails at last; all passes from now on. */
  giveUp(): void {
    this.mode = 'pass';
    this.held.length = 0;
    for (const fail of this.#holding.splice(0)) fail();
  }

  publishAll: EventStream['publishAll'] = (records) => this.stream.publishAll(records);
  endOffsets: EventStream['endOffsets'] = (topic) => this.stream.endOffsets(topic);
  tail: EventStream['tail'] = (options) => this.stream.tail(options);
  share: EventStream['share'] = (options) => this.stream.share(options);
  close: EventStream['close'] = () => this.stream.close();
}
