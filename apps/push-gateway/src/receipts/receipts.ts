import { Batches } from '#libs/batches';
import type { EventStream } from '#libs/event-stream';
import { JwsError, parseReceipt } from '#libs/security-event';
import type { Logger } from '#libs/service-runtime';
import type { Connection } from '../hub/connection.js';
import type { FanOuts } from '../hub/fan-outs.js';
import type { GatewayMetrics } from '../metrics/gateway-metrics.js';
import { receiptRecords, type TakenReceipt } from './receipt-records.js';

export interface ReceiptOptions {
  readonly issuer: string;
  readonly topicPrefix: string;
  readonly gateway: string;
}

const MOST_RECEIPTS = 500;
/** Well below what a broker takes in one message set of one partition. */
const MOST_BYTES = 512 * 1024;
/** A device waits for its answer seconds on end before it takes another way. */
const PACE_MS = 10;

/**
 * Takes receipts to the stream, and tells the device once its receipt is stored on every in-sync replica. Its
 * signature is the account API's to check, which has the session's key; here only its form is looked at, and whether
 * it speaks of this session. A device that has heard of its revocation elsewhere may send one untold.
 * While many are being told, the receipts of those already told wait: each costs many times what telling one costs,
 * and would hold the others up. Whoever was signed out alone waits for
 * none of that.
 */
export class Receipts {
  readonly #batches: Batches<TakenReceipt>;

  constructor(
    stream: Pick<EventStream, 'publishAll'>,
    private readonly fanOuts: FanOuts,
    private readonly metrics: GatewayMetrics,
    private readonly logger: Logger,
    private readonly options: ReceiptOptions,
  ) {
    const store = async (taken: readonly TakenReceipt[]): Promise<readonly void[]> => {
      await stream.publishAll(receiptRecords(taken, { ...options, receivedAt: Date.now() }));
      return [];
    };
    this.#batches = new Batches(store, {
      ...{ mostItems: MOST_RECEIPTS, mostBytes: MOST_BYTES, paceMs: PACE_MS },
      bytesOf: ({ receipt }) => receipt.length,
    });
  }

  /** Taken, and not yet on their way to the stream. */
  get pending(): number {
    return this.#batches.waiting;
  }

  async take(connection: Connection, receipt: string): Promise<void> {
    if (connection.stage !== 'ready' && connection.stage !== 'over') return connection.end('hello_expected');
    // A repeat is answered by the answer to the first.
    if (connection.storing) return;
    connection.storing = true;
    if (!isOfOne(connection)) await this.fanOuts.turn();
    const { sid, notice } = connection;
    const jti = this.#jtiOf(receipt, sid);
    if (jti === null) return connection.end('receipt_refused');
    const txn = notice?.event.txn;
    try {
      await this.#batches.do({ sid, receipt, txn: txn ?? null });
    } catch (err) {
      this.metrics.receiptsFailed.inc();
      this.logger.warn({ txn, sid, err }, 'a receipt could not be stored; the device posts it over HTTPS');
      return connection.end(notice === null ? 'receipt_refused' : 'session_revoked');
    }
    this.metrics.receiptsStored.inc();
    // A campaign's would be a flood.
    this.logger[isOfOne(connection) ? 'info' : 'debug']({ txn, sid, jti }, 'receipt stored');
    connection.sayLast({ type: 'receipt-stored', jti }, 'session_revoked');
  }

  #jtiOf(receipt: string, sid: string): string | null {
    try {
      const { claims } = parseReceipt(receipt, this.options.issuer);
      return claims.sid === sid ? claims.jti : null;
    } catch (error) {
      if (error instanceof JwsError) return null;
      throw error;
    }
  }
}

const isOfOne = ({ notice }: Connection): boolean => notice?.event.predicate.type === 'session';
