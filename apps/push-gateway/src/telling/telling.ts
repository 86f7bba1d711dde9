import type { HeardRevocation } from '#libs/enforcement';
import { covers } from '#libs/revocation-index';
import type { Logger } from '#libs/service-runtime';
import type { EnforcementPoint } from '../enforcement/enforcement-point.js';
import type { Connection, Notice } from '../hub/connection.js';
import type { FanOuts } from '../hub/fan-outs.js';
import type { Hub } from '../hub/hub.js';
import { inSlices } from '../hub/in-slices.js';
import type { GatewayMetrics } from '../metrics/gateway-metrics.js';
import { textFrame } from '../socket/text-frame.js';
import { Tellings } from './tellings.js';

const LOOKED_AT_A_SLICE = 500;
/** Small, for each write is a system call and others wait. */
const TOLD_A_SLICE = 64;
const TOLD_AT_ONCE = 8;
/** For the receipt's way, beyond the window of the event. */
const RECEIPT_MARGIN_MS = 2_000;
/** What a timer can hold, and more than any campaign takes. */
const LONGEST_WINDOW_MS = 24 * 3_600_000;

/**
 * Tells connections that their session is revoked, once each, with a frame encoded once; waits for their receipts,
 * and closes what has not sent one.
 * Invariants: once `onRevoked` has settled, a covered connection is `over`, so that nothing but the event, pongs and
 * the receipt's answer is written to it. Telling follows on its own, and can be stopped: who was not told by then
 * stays over, and learns it from the token endpoint when its token ends.
 */
export class Telling {
  readonly #tellings = new Tellings();

  constructor(
    private readonly hub: Hub,
    private readonly fanOuts: FanOuts,
    private readonly metrics: GatewayMetrics,
    private readonly logger: Logger,
    private readonly receiptMarginMs = RECEIPT_MARGIN_MS,
  ) {}

  /** Enforcement's `onRevoked`: the index has it already, so whoever registers from now on is met by the check. */
  onRevoked(heard: HeardRevocation): void | Promise<void> {
    const heardAt = performance.now();
    const { event } = heard;
    const notice: Notice = { event, waiting: new Set(), stopped: false };
    this.#tellings.begin(notice);
    const tell = (): void => {
      this.#tell(heard, notice, heardAt)
        .catch((err: unknown) => {
          this.logger.error({ err, txn: heard.txn }, 'devices were not told; the token endpoint tells them');
          for (const connection of notice.waiting) connection.end('session_revoked');
        })
        .finally(() => this.#tellings.ended(notice));
    };
    const found = this.hub.covered(event.predicate);
    if (found === null) {
      return inSlices(this.hub.registered(), LOOKED_AT_A_SLICE, (connection) => {
        if (covers(event.predicate, connection)) end(connection, notice);
      }).then(tell);
    }
    for (const connection of found) end(connection, notice);
    // Few are told at once. Of many the first would hold up the report that they are all over.
    if (found.length <= TOLD_AT_ONCE) tell();
    else setImmediate(tell);
  }

  /** Enforcement's `onTellingStopped`, by the `jti` of the revocation. */
  onStopped(revocationJti: string): void {
    this.logger.info({ jti: revocationJti }, 'telling was stopped by an operator');
    this.#tellings.stop(revocationJti);
  }

  /** Enforcement's `onReread`: there are no events to hand over, so the token endpoint will. */
  onReread(covered: EnforcementPoint['covers']): Promise<void> {
    return inSlices(this.hub.registered(), LOOKED_AT_A_SLICE, (connection) => {
      if (connection.stage !== 'over' && covered(connection)) connection.end('session_revoked');
    });
  }

  async #tell({ event, set, txn }: HeardRevocation, notice: Notice, heardAt: number): Promise<void> {
    const connections = [...notice.waiting];
    if (connections.length === 0) {
      const { type } = event.predicate;
      this.logger.debug({ txn, predicate: type }, 'revocation applied; none of its sessions is here');
      return;
    }
    const frame = textFrame({ type: 'session-revoked', event: set });
    let told = 0;
    await this.fanOuts.run(() =>
      inSlices(connections, TOLD_A_SLICE, (connection) => {
        if (notice.stopped) return leaveUntold(connection, notice);
        told += 1;
        connection.write(frame);
      }),
    );
    const lagMs = performance.now() - heardAt;
    const logger = this.logger.child({ txn, jti: event.jti });
    this.metrics.told.inc(told);
    this.metrics.fanOutMs.observe(lagMs);
    logger.info({ told, untold: connections.length - told, lagMs: Math.round(lagMs * 100) / 100 }, 'told');
    await this.#receipts(notice);
    if (notice.waiting.size === 0) return;
    logger.info({ silent: notice.waiting.size }, 'closing those that sent no receipt');
    await inSlices(notice.waiting, TOLD_A_SLICE, (connection) => {
      // What is on its way to the stream closes when it has arrived.
      if (!connection.storing) connection.end('session_revoked');
    });
  }

  #receipts({ event }: Notice): Promise<void> {
    const waitMs = Math.min(event.receiptWindowMs, LONGEST_WINDOW_MS) + this.receiptMarginMs;
    return new Promise((resolve) => setTimeout(resolve, waitMs).unref());
  }
}

function end(connection: Connection, notice: Notice): void {
  if (connection.stage === 'registered') connection.end('session_revoked');
  // One that an operator left untold is told of the next revocation that covers it.
  const isUntold = connection.stage === 'over' && connection.notice === null && !notice.stopped;
  if (connection.stage !== 'ready' && !isUntold) return;
  connection.stage = 'over';
  connection.notice = notice;
  connection.held = null;
  notice.waiting.add(connection);
}

function leaveUntold(connection: Connection, notice: Notice): void {
  notice.waiting.delete(connection);
  connection.notice = null;
}
