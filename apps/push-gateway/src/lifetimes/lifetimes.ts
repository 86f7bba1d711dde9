import type { Admission } from '../admission/admission.js';
import type { EnforcementPoint } from '../enforcement/enforcement-point.js';
import type { Connection } from '../hub/connection.js';
import type { Hub } from '../hub/hub.js';
import { inSlices } from '../hub/in-slices.js';

export interface LifetimeOptions {
  readonly helloTimeoutMs: number;
  readonly heartbeatS: number;
}

const LOOKED_AT_A_SLICE = 500;
const LONGEST_TICK_MS = 1_000;
const MISSED_HEARTBEATS = 2.5;

/**
 * Ends connections that say no hello, send no ping, or bring no new token in time. One walk over all of them each
 * tick, since a timer a connection costs more than a look.
 * Silence is counted in ticks that ran, not in time: to a process that was frozen, or a machine that slept, every
 * device would seem to have been silent, though its pings wait in the socket.
 */
export class Lifetimes {
  readonly tickMs: number;
  readonly #helloTicks: number;
  readonly #heartbeatTicks: number;
  #timer: NodeJS.Timeout | null = null;
  #walking = false;

  constructor(
    private readonly hub: Hub,
    private readonly admission: Pick<Admission, 'retry' | 'isExpired'>,
    private readonly point: Pick<EnforcementPoint, 'isFresh'>,
    { helloTimeoutMs, heartbeatS }: LifetimeOptions,
  ) {
    this.tickMs = Math.min(LONGEST_TICK_MS, helloTimeoutMs / 4);
    this.#helloTicks = Math.ceil(helloTimeoutMs / this.tickMs);
    this.#heartbeatTicks = Math.ceil((heartbeatS * 1000 * MISSED_HEARTBEATS) / this.tickMs);
  }

  start(): void {
    this.#timer = setInterval(() => void this.tick(), this.tickMs);
    this.#timer.unref();
  }

  stop(): void {
    if (this.#timer !== null) clearInterval(this.#timer);
  }

  async tick(): Promise<void> {
    for (const connection of this.hub.greeting())
      if (++connection.quietTicks > this.#helloTicks) connection.end('hello_timeout');
    // A walk that has not ended counts for two.
    if (this.#walking) return;
    this.#walking = true;
    try {
      await inSlices(this.hub.registered(), LOOKED_AT_A_SLICE, (connection) => this.#look(connection));
    } finally {
      this.#walking = false;
    }
  }

  /** One that is over stays for its receipt, for as long as its event says; one left untold until its token ends. */
  #look(connection: Connection): void {
    connection.frames = 0;
    const isUntold = connection.stage === 'over' && connection.notice === null;
    if (connection.stage !== 'ready' && !isUntold) return;
    if (++connection.quietTicks > this.#heartbeatTicks) return connection.end('heartbeat_timeout');
    // A gateway that is not fresh keeps its sockets: it would turn them away when they came back.
    if (!this.point.isFresh()) return;
    if (isUntold) {
      if (this.admission.isExpired(connection)) connection.end('session_revoked');
    } else if (connection.held !== null)
      this.admission.retry(connection).catch(() => connection.end('not_fresh'));
    else if (this.admission.isExpired(connection)) connection.end('token_expired');
  }
}
