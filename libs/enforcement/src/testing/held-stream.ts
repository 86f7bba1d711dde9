import type { EventStream, OutgoingRecord, Position } from '#libs/event-stream';

/** A stream whose publications the test can hold back, and which notes the order of calls. */
export class HeldStream implements EventStream {
  readonly calls: ('publish' | 'acknowledged' | 'endOffsets')[] = [];
  #held: { readonly what: 'publish' | 'acknowledgement'; readonly waiting: (() => void)[] } | null = null;

  constructor(private readonly stream: EventStream) {}

  /** `acknowledgement`: the record stands, and its sender does not get to know. */
  hold(what: 'publish' | 'acknowledgement'): void {
    this.#held = { what, waiting: [] };
  }

  release(): void {
    const waiting = this.#held?.waiting ?? [];
    this.#held = null;
    for (const go of waiting) go();
  }

  async publish(record: OutgoingRecord): Promise<Position> {
    this.calls.push('publish');
    await this.#pass('publish');
    const position = await this.stream.publish(record);
    await this.#pass('acknowledgement');
    this.calls.push('acknowledged');
    return position;
  }

  endOffsets: EventStream['endOffsets'] = (topic) => {
    this.calls.push('endOffsets');
    return this.stream.endOffsets(topic);
  };
  publishAll: EventStream['publishAll'] = (records) => this.stream.publishAll(records);
  tail: EventStream['tail'] = (options) => this.stream.tail(options);
  share: EventStream['share'] = (options) => this.stream.share(options);
  close: EventStream['close'] = () => this.stream.close();

  async #pass(what: 'publish' | 'acknowledgement'): Promise<void> {
    const held = this.#held;
    if (held?.what === what) await new Promise<void>((resolve) => held.waiting.push(resolve));
  }
}
