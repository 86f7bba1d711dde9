import type { Clock } from '#libs/enforcement';
import type { EventStream, IncomingRecord, OutgoingRecord, Position } from '#libs/event-stream';

/** Holds everything back while it is closed. */
class Door {
  #waiting: (() => void)[] | null = null;

  get closed(): boolean {
    return this.#waiting !== null;
  }

  close(): void {
    this.#waiting ??= [];
  }

  open(): void {
    const waiting = this.#waiting ?? [];
    this.#waiting = null;
    for (const go of waiting) go();
  }

  async pass(): Promise<void> {
    while (this.#waiting !== null) await new Promise<void>((resolve) => this.#waiting?.push(resolve));
  }
}

export type Fault = 'frozen' | 'deaf' | 'mute' | 'unacknowledged';

/**
 * One process of many in a virtual time, with levers: frozen, nothing enters, leaves or falls due in it;
 * deaf, it hears no record; mute, what it publishes does not stand until later; unacknowledged, it stands and
 * the process does not get to know.
 */
export class SimulatedProcess {
  readonly #awake = new Door();
  readonly #heard = new Door();
  readonly #sent = new Door();
  readonly #acknowledged = new Door();

  constructor(
    private readonly shared: Clock,
    private readonly log: EventStream,
  ) {}

  get isFrozen(): boolean {
    return this.#awake.closed;
  }

  fault(what: Fault, on: boolean): void {
    const door = {
      frozen: this.#awake,
      deaf: this.#heard,
      mute: this.#sent,
      unacknowledged: this.#acknowledged,
    }[what];
    if (on) door.close();
    else door.open();
  }

  heal(): void {
    for (const what of ['unacknowledged', 'mute', 'deaf', 'frozen'] as const) this.fault(what, false);
  }

  /** What comes from outside waits until the process runs. */
  async enters<T>(work: Promise<T>): Promise<T> {
    try {
      return await work;
    } finally {
      await this.#awake.pass();
    }
  }

  readonly clock: Clock = {
    monotonicMs: () => this.shared.monotonicMs(),
    wallMs: () => this.shared.wallMs(),
    after: (ms, call) => {
      let cancelled = false;
      const cancel = this.shared.after(ms, () => {
        void this.#awake.pass().then(() => {
          if (!cancelled) call();
        });
      });
      return () => {
        cancelled = true;
        cancel();
      };
    },
  };

  readonly stream: EventStream = {
    publish: (record) => this.enters(this.#publish(record)),
    publishAll: (records) => this.log.publishAll(records),
    endOffsets: (topic) => this.enters(this.#heard.pass().then(() => this.log.endOffsets(topic))),
    tail: (options) =>
      this.log.tail({
        ...options,
        onRecord: async (record: IncomingRecord) => {
          await this.#heard.pass();
          await this.#awake.pass();
          await options.onRecord(record);
        },
      }),
    share: (options) => this.log.share(options),
    close: () => Promise.resolve(),
  };

  async #publish(record: OutgoingRecord): Promise<Position> {
    await this.#sent.pass();
    const position = await this.log.publish(record);
    await this.#acknowledged.pass();
    return position;
  }
}
