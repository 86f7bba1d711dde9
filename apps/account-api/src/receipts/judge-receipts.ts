import { createHash } from 'node:crypto';
import { covers } from '#libs/revocation-index';
import type { Receipt } from '#libs/security-event';
import { nodeVerifierAside, thumbprintOf } from '#libs/service-runtime';
import type { ReceiptContext } from './receipt-store.js';

/** Signatures under way: one is computed beside this thread while the next one’s key is read on it. */
const LANES = 2;

/**
 * Which of them are right, each judged by itself against what it names. The event loop turns between any two, so that
 * whoever else is served waits for one signature and not for a batch of them.
 */
export async function judgeReceipts(
  receipts: readonly Receipt[],
  contexts: readonly (ReceiptContext | null)[],
): Promise<readonly boolean[]> {
  const right = receipts.map(() => false);
  const hashOf = rememberedHash();
  let next = 0;
  const lane = async (): Promise<void> => {
    while (next < receipts.length) {
      const index = next++;
      right[index] = await isRight(receipts[index]!, contexts[index] ?? null, hashOf);
    }
  };
  await Promise.all(Array.from({ length: Math.min(LANES, receipts.length) }, lane));
  return right;
}

async function isRight(
  { claims, jwk, jws }: Receipt,
  context: ReceiptContext | null,
  hashOf: (payload: string) => string,
): Promise<boolean> {
  if (context === null) return false;
  const { facts, jkt, event } = context;
  if (event === null || jkt === null || !covers(event.predicate, facts)) return false;
  if (claims.event_hash !== hashOf(event.payload)) return false;
  if (thumbprintOf(jwk) !== jkt) return false;
  try {
    return await nodeVerifierAside(jwk)(jws.signingInput, jws.signature);
  } catch {
    // The key has the right thumbprint members and yet is no point on the curve.
    return false;
  }
}

/** A campaign's receipts name one event. */
function rememberedHash(): (payload: string) => string {
  const hashes = new Map<string, string>();
  return (payload) => {
    const known = hashes.get(payload);
    if (known !== undefined) return known;
    const hash = createHash('sha256').update(payload).digest('base64url');
    hashes.set(payload, hash);
    return hash;
  };
}
