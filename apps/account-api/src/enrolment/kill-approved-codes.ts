import type { Transaction } from '#libs/database';

/**
 * Part of an account's revocation, in its transaction and after its cut-off is drawn: codes that were approved
 * but not yet redeemed end as denied. (Their sessions are covered by the cut-off in any case; this way the
 * device is told to ask for a new code, not that it was signed out.)
 */
export async function killApprovedCodes(
  tx: Transaction,
  { sub, exceptSid }: { readonly sub: string; readonly exceptSid?: string | null },
): Promise<void> {
  await tx.query(
    `UPDATE oidc_payloads SET payload = payload || '{"error":"access_denied"}'
      WHERE model = 'DeviceCode' AND account_id = $1 AND consumed_at IS NULL AND grant_id IS DISTINCT FROM $2
      RETURNING id`,
    [sub, exceptSid ?? null],
  );
}
