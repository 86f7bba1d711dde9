/** `lost`: what the page shows may be out of date. */
export type StreamState = 'opening' | 'open' | 'lost';

export interface ChangeStreamParts {
  readonly open: () => EventSource;
  /** Something may have changed: told by the server, or missed while there was no stream. */
  readonly onChanged: () => void;
  readonly onState: (state: StreamState) => void;
  readonly after: (ms: number, run: () => void) => () => void;
  readonly random: () => number;
}

export const BY_THE_CLOCK: Pick<ChangeStreamParts, 'after' | 'random'> = {
  after: (ms, run) => {
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
  },
  random: Math.random,
};

const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 20_000;

/**
 * The page's ear: server-sent events of GET /api/events. Events are hints and are not kept by the server, so
 * each opening counts as a change. The browser reconnects by itself after a break, and gives up for good on an
 * error answer: then it is opened anew, with full-jitter backoff.
 */
export class ChangeStream {
  #source: EventSource | null = null;
  #cancelWait: () => void = () => {};
  #failures = 0;

  constructor(private readonly parts: ChangeStreamParts) {}

  /** Opens, or opens anew at once what may be dead without knowing, as after sleep or a change of network. */
  start(): void {
    this.stop();
    this.parts.onState('opening');
    this.#open();
  }

  stop(): void {
    this.#cancelWait();
    this.#source?.close();
    this.#source = null;
  }

  #open(): void {
    const source = this.parts.open();
    this.#source = source;
    source.addEventListener('open', () => {
      this.#failures = 0;
      this.parts.onState('open');
      this.parts.onChanged();
    });
    source.addEventListener('changed', () => this.parts.onChanged());
    source.addEventListener('error', () => {
      if (this.#source !== source) return;
      this.parts.onState('lost');
      // Whatever the reason: if it is a session that is over, the next look says so.
      if (source.readyState === EventSource.CLOSED) this.#openLater();
    });
  }

  #openLater(): void {
    this.stop();
    this.parts.onChanged();
    const longest = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** this.#failures);
    this.#failures += 1;
    this.#cancelWait = this.parts.after(longest * this.parts.random(), () => this.#open());
  }
}
