import { Batches } from '#libs/batches';
import { isDatabaseUnavailable } from '#libs/database';
import { SignoffError } from '#libs/errors';
import { JwsError, parseReceipt, type Receipt } from '#libs/security-event';
import type { Logger } from '#libs/service-runtime';
import type { ActivityFeed } from '../activity/activity-feed.js';
import type { Figures } from '../figures/figures.js';
import { isUuid } from '../revocations/revoke-session.js';
import { judgeReceipts } from './judge-receipts.js';
import type { Confirmation, ConfirmedReceipt, ReceiptStore } from './receipt-store.js';

/** Each of its two statements holds a connection for some ten milliseconds. */
const MOST = 100;
/** While one is judged here, the other is read or kept in the database. */
const BATCHES = 2;

type Outcome = 'confirmed' | 'known';

interface Brought {
  readonly text: string;
  readonly receipt: Receipt;
  readonly gateway: string | null;
}

/**
 * Takes a device's word that it is wiped: signed by the key of its session, about an event of ours that
 * covers it, seen whole. The first valid one confirms the session for every revocation that covers it.
 * Whoever brings it needs no other credential. `iat` is not judged: a device's clock may be decades off.
 * Those that come at once are judged and kept together, each by itself: a campaign brings thousands a second.
 * Errors: receipt_invalid, the same whatever is wrong, so that nobody learns which sessions exist.
 */
export class AcceptReceipt {
  readonly #batches = new Batches<Brought, Outcome>((brought) => this.#acceptAll(brought), {
    mostItems: MOST,
    atOnce: BATCHES,
    isOfOne: (error) => !isDatabaseUnavailable(error),
  });

  constructor(
    private readonly store: ReceiptStore,
    private readonly activity: ActivityFeed,
    private readonly issuer: string,
    private readonly figures: Figures,
    private readonly logger: Logger,
  ) {}

  /** @param gateway the one that took it; null when the device brought it itself, over HTTPS */
  async accept(text: unknown, gateway: string | null): Promise<Outcome> {
    const by = gateway === null ? 'device' : 'gateway';
    try {
      const receipt = this.#parse(text);
      const outcome = await this.#batches.do({ text: text as string, receipt, gateway });
      this.figures.receipts.inc({ outcome, by });
      return outcome;
    } catch (error) {
      if (error instanceof SignoffError) this.figures.receipts.inc({ outcome: 'refused', by });
      throw error;
    }
  }

  async #acceptAll(brought: readonly Brought[]): Promise<readonly (Outcome | Error)[]> {
    const contexts = await this.store.contexts(
      brought.map(({ receipt: { claims } }) => ({ sid: claims.sid, eventJti: claims.event_jti })),
    );
    const right = await judgeReceipts(
      brought.map(({ receipt }) => receipt),
      contexts,
    );
    const confirmed = brought.flatMap(({ text, receipt, gateway }, index) => {
      const context = contexts[index];
      if (right[index] !== true || !context) return [];
      const isOfOne = context.event?.predicate.type === 'session';
      return [
        { index, isOfOne, receipt: { sub: context.facts.sub, claims: receipt.claims, jws: text, gateway } },
      ];
    });
    const kept = confirmed.length === 0 ? [] : await this.store.keep(confirmed.map(({ receipt }) => receipt));
    const outcomes = new Map<number, Outcome>();
    for (const [place, { index, isOfOne, receipt }] of confirmed.entries())
      outcomes.set(index, this.#outcome(receipt, kept[place] ?? null, isOfOne));
    return brought.map((_, index) => outcomes.get(index) ?? new SignoffError('receipt_invalid'));
  }

  #outcome(
    { sub, claims: { sid }, gateway }: ConfirmedReceipt,
    first: Confirmation | null,
    isOfOne: boolean,
  ): Outcome {
    if (first === null) return 'known';
    const { txn, afterMs } = first;
    this.figures.confirmedMs.observe(afterMs);
    // A campaign's would be a flood.
    this.logger[isOfOne ? 'info' : 'debug']({ txn, sid, gateway, afterMs }, 'confirmed');
    this.activity.changed({ sub, type: 'session-confirmed', sid, txn });
    return 'confirmed';
  }

  #parse(text: unknown): Receipt {
    try {
      const receipt = parseReceipt(text, this.issuer);
      const { sid, event_jti: eventJti } = receipt.claims;
      if (!isUuid(sid) || !isUuid(eventJti)) throw new JwsError('sid or event_jti is no UUID');
      return receipt;
    } catch (cause) {
      if (cause instanceof JwsError) throw new SignoffError('receipt_invalid', undefined, { cause });
      throw cause;
    }
  }
}
