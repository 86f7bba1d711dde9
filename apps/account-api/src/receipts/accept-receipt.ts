import { createHash } from 'node:crypto';
import { SignoffError } from '#libs/errors';
import { covers } from '#libs/revocation-index';
import { JwsError, parseReceipt, type Receipt } from '#libs/security-event';
import { nodeVerifier, thumbprintOf, type Logger } from '#libs/service-runtime';
import type { ActivityFeed } from '../activity/activity-feed.js';
import type { Figures } from '../figures/figures.js';
import { isUuid } from '../revocations/revoke-session.js';
import type { ReceiptContext, ReceiptStore } from './receipt-store.js';

/**
 * Takes a device's word that it is wiped: signed by the key of its session, about an event of ours that
 * covers it, seen whole. The first valid one confirms the session for every revocation that covers it.
 * Whoever brings it needs no other credential. `iat` is not judged: a device's clock may be decades off.
 * Errors: receipt_invalid, the same whatever is wrong, so that nobody learns which sessions exist.
 */
export class AcceptReceipt {
  constructor(
    private readonly store: ReceiptStore,
    private readonly activity: ActivityFeed,
    private readonly issuer: string,
    private readonly figures: Figures,
    private readonly logger: Logger,
  ) {}

  /** @param gateway the one that took it; null when the device brought it itself, over HTTPS */
  async accept(text: unknown, gateway: string | null): Promise<'confirmed' | 'known'> {
    const by = gateway === null ? 'device' : 'gateway';
    try {
      const outcome = await this.#accept(text, gateway);
      this.figures.receipts.inc({ outcome, by });
      return outcome;
    } catch (error) {
      if (error instanceof SignoffError) this.figures.receipts.inc({ outcome: 'refused', by });
      throw error;
    }
  }

  async #accept(text: unknown, gateway: string | null): Promise<'confirmed' | 'known'> {
    const receipt = this.#parse(text);
    const { claims } = receipt;
    if (!isUuid(claims.sid) || !isUuid(claims.event_jti)) throw new SignoffError('receipt_invalid');
    const context = await this.store.context(claims.sid, claims.event_jti);
    if (context === null || !(await isRight(receipt, context))) throw new SignoffError('receipt_invalid');
    const { sub, sid } = context.facts;
    const first = await this.store.keep({ sub, claims, jws: text as string, gateway });
    if (first === null) return 'known';
    const { txn, afterMs } = first;
    this.figures.confirmedMs.observe(afterMs);
    this.logger.info({ txn, sid, gateway, afterMs }, 'confirmed');
    this.activity.changed({ sub, type: 'session-confirmed', sid, txn });
    return 'confirmed';
  }

  #parse(text: unknown): Receipt {
    try {
      return parseReceipt(text, this.issuer);
    } catch (cause) {
      if (cause instanceof JwsError) throw new SignoffError('receipt_invalid', undefined, { cause });
      throw cause;
    }
  }
}

async function isRight(
  { claims, jwk, jws }: Receipt,
  { facts, jkt, event }: ReceiptContext,
): Promise<boolean> {
  if (event === null || jkt === null || !covers(event.predicate, facts)) return false;
  if (claims.event_hash !== createHash('sha256').update(event.payload).digest('base64url')) return false;
  if (thumbprintOf(jwk) !== jkt) return false;
  try {
    return await nodeVerifier(jwk)(jws.signingInput, jws.signature);
  } catch {
    // The key has the right thumbprint members and yet is no point on the curve.
    return false;
  }
}
