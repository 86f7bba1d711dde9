import type { PendingReceipt } from '../device-store.js';
import type { Memory } from '../memory.js';
import type { FindEndpoints } from '../oauth/endpoints.js';
import { unusable } from '../oauth/token-endpoint.js';
import { Unavailable } from '../oauth/unavailable.js';
import type { Clock, Http } from '../ports.js';
import type { ReconnectPolicy } from '../socket/reconnect-policy.js';

/** Until the gateway has answered a receipt sent by the socket, or closed. */
const ANSWER_MS = 10_000;

export type DeliveredBy = 'socket' | 'https';

interface Parts {
  readonly memory: Memory;
  readonly http: Http;
  readonly endpoints: FindEndpoints;
  readonly clock: Clock;
  readonly policy: ReconnectPolicy;
  readonly stored: (jti: string, via: DeliveredBy) => void;
}

/**
 * Brings receipts to the server: by the socket that brought the event, else by HTTPS until it is taken. The
 * signature is the only credential, so it works long after the tokens are gone.
 * Invariants: a receipt leaves the record only once a server has said that it is stored.
 */
export class ReceiptDelivery {
  /** Sent by the socket and not answered yet: what to do when no answer comes. */
  readonly #unanswered = new Map<string, () => void>();
  readonly #cancels = new Set<() => void>();
  #stopped = false;

  constructor(private readonly parts: Parts) {}

  /** @param send tries the socket; false = there is none */
  bySocket({ jti, receipt }: PendingReceipt, send: (receipt: string) => boolean): void {
    if (this.#stopped) return;
    if (!send(receipt)) return this.byHttps({ jti, receipt });
    const cancel = this.#after(ANSWER_MS, () => this.#unanswered.get(jti)?.());
    this.#unanswered.set(jti, () => {
      cancel();
      this.#unanswered.delete(jti);
      this.byHttps({ jti, receipt });
    });
  }

  answered(jti: string): void {
    if (this.#unanswered.delete(jti)) void this.#stored(jti, 'socket');
  }

  hungUp(): void {
    for (const otherwise of [...this.#unanswered.values()]) otherwise();
  }

  byHttps(pending: PendingReceipt, attempt = 0): void {
    if (this.#stopped) return;
    void this.#post(pending).then(
      () => this.#stored(pending.jti, 'https'),
      (error: unknown) => {
        const least = error instanceof Unavailable ? (error.options.retryAfterMs ?? 0) : 0;
        const delayMs = this.parts.policy.delayMs(attempt);
        if (delayMs !== null) this.#after(Math.max(least, delayMs), () => this.byHttps(pending, attempt + 1));
      },
    );
  }

  after(ms: number, then: () => void): void {
    this.#after(ms, then);
  }

  stop(): void {
    this.#stopped = true;
    for (const cancel of this.#cancels) cancel();
  }

  async #post({ receipt }: PendingReceipt): Promise<void> {
    const { receipt: url } = await this.parts.endpoints();
    const headers = { 'content-type': 'application/signoff-receipt+jwt', accept: 'application/json' };
    const response = await this.parts.http({ method: 'POST', url, headers, body: receipt });
    if (response.status < 200 || response.status > 299) throw unusable(response);
  }

  async #stored(jti: string, via: DeliveredBy): Promise<void> {
    await this.parts.memory.change(({ receipts }) => ({
      receipts: receipts.filter((one) => one.jti !== jti),
    }));
    this.parts.stored(jti, via);
  }

  #after(ms: number, then: () => void): () => void {
    if (this.#stopped) return () => undefined;
    const cancelTimer = this.parts.clock.after(ms, () => {
      this.#cancels.delete(cancelTimer);
      then();
    });
    this.#cancels.add(cancelTimer);
    return () => {
      this.#cancels.delete(cancelTimer);
      cancelTimer();
    };
  }
}
