import type { Database, Transaction } from '#libs/database';
import { SignoffError } from '#libs/errors';
import type { Announce } from '../../revocations/announce.js';
import type { RevokesAccounts } from '../campaign-steps.js';
import { newEvent } from '../../revocations/new-event.js';
import type { RevocationStore } from '../../revocations/revocation-store.js';
import type { StoredEvent } from '../../revocations/revocation.js';

/** Each is a row that its owner's sign-ins and approvals wait for until the chunk commits. */
const AT_ONCE = 20;

const NEXT = `
  SELECT a.account_id, c.receipt_window_ms FROM campaign_accounts a JOIN campaigns c ON c.id = a.campaign_id
   WHERE a.campaign_id = $1 AND a.revocation_id IS NULL
   ORDER BY a.account_id LIMIT ${AT_ONCE} FOR UPDATE OF a SKIP LOCKED`;

const LEFT = `
  SELECT c.id FROM campaigns c
   WHERE c.status = 'running' AND EXISTS (
     SELECT 1 FROM campaign_accounts a WHERE a.campaign_id = c.id AND a.revocation_id IS NULL)`;

/**
 * The revocations of a campaign over a list of accounts: one account predicate each, with a cut-off of its own, in
 * chunks of a few. The decision was committed before; a chunk is all or nothing, and an account that has its
 * revocation is not asked for again, so whoever goes on after a crash ends each once.
 */
export class RevokeAccounts implements RevokesAccounts {
  constructor(
    private readonly database: Database,
    private readonly revocations: RevocationStore,
    private readonly announcing: Announce,
    private readonly issuer: string,
  ) {}

  async all(campaignId: string): Promise<void> {
    while ((await this.#chunk(campaignId)) === AT_ONCE);
  }

  async left(): Promise<void> {
    for (const { id } of await this.database.query<{ id: string }>(LEFT)) await this.all(id);
  }

  async #chunk(campaignId: string): Promise<number> {
    const requestedAt = performance.now();
    const events: StoredEvent[] = [];
    const revoked = await this.database.transaction(async (tx) => {
      const rows = await tx.query<{ account_id: string; receipt_window_ms: number | null }>(NEXT, [
        campaignId,
      ]);
      for (const { account_id: sub, receipt_window_ms: window } of rows) {
        const event = await this.#revoke(tx, campaignId, sub, window ?? 0);
        if (event !== null) events.push(event);
      }
      return rows.length;
    });
    const committedAt = performance.now();
    for (const event of events) this.announcing.revoked(event, { requestedAt, committedAt });
    return revoked;
  }

  async #revoke(
    tx: Transaction,
    campaignId: string,
    sub: string,
    receiptWindowMs: number,
  ): Promise<StoredEvent | null> {
    const { revocation, event } = await this.revocations
      .revokeAccount(
        { sub, exceptSid: null, idempotencyKey: `campaign ${campaignId}`, sinceRequestMs: 0 },
        (cutoff) =>
          newEvent(this.issuer, sub, { type: 'account', sub, cutoff }, 'campaign', { receiptWindowMs }),
        tx,
      )
      .catch((cause: unknown) => {
        // Its owner signs everything out over and over; the limit is for them, and is over soon.
        throw cause instanceof SignoffError
          ? new Error(`account ${sub} cannot be ended now`, { cause })
          : cause;
      });
    await tx.query(
      'UPDATE campaign_accounts SET revocation_id = $3 WHERE campaign_id = $1 AND account_id = $2',
      [campaignId, sub, revocation.id],
    );
    return event;
  }
}
