import { signReceipt } from '#libs/security-event';
import type { BegunSignOut, PendingReceipt } from '../device-store.js';
import type { DeviceKey } from '../key.js';
import type { Memory } from '../memory.js';
import type { Clock } from '../ports.js';

/** What an app on the device keeps of an account, and how it goes. */
export interface AccountData {
  stopPlaying(): void | Promise<void>;
  /**
   * Deletes all that belongs to the account, and returns the names of what is now surely gone, whether this
   * call deleted it or one before a power cut did. Tokens are not among them: they are the client's own.
   */
  wipe(): Promise<readonly string[]>;
}

/** Receipts nobody wants are not kept for ever. */
const MAX_RECEIPTS = 16;

export interface SignedOut {
  readonly jti: string;
  readonly txn: string;
  readonly wiped: readonly string[];
  readonly receipt: PendingReceipt;
  readonly receiptWindowMs: number;
}

/** Records, before anything is deleted, that a verified event is being obeyed. */
export const beginSignOut = (memory: Memory, begun: BegunSignOut): Promise<void> =>
  memory.change(() => ({ signOut: begun }));

/**
 * Stops, wipes, and signs the receipt. May be run again after a crash anywhere in it: the record says that it
 * has begun, and one write both drops the tokens and keeps the receipt.
 */
export async function finishSignOut(
  begun: BegunSignOut,
  { memory, data, key, issuer, clock }: FinishParts,
): Promise<SignedOut> {
  await data.stopPlaying();
  const wiped = ['tokens', ...(await data.wipe())];
  const jti = crypto.randomUUID();
  const claims = {
    jti,
    aud: issuer,
    iat: Math.floor(clock.now() / 1000),
    sid: begun.session.sid,
    event_jti: begun.jti,
    event_hash: begun.eventHash,
    wiped,
  };
  const receipt = { jti, receipt: await signReceipt(claims, key.jwk, key.sign) };
  await memory.change(({ receipts }) => ({
    grant: null,
    signOut: null,
    receipts: [...receipts, receipt].slice(-MAX_RECEIPTS),
  }));
  return { jti: begun.jti, txn: begun.txn, wiped, receipt, receiptWindowMs: begun.receiptWindowMs };
}

interface FinishParts {
  readonly memory: Memory;
  readonly data: AccountData;
  readonly key: DeviceKey;
  readonly issuer: string;
  readonly clock: Clock;
}
