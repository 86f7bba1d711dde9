import type { CloseName, GatewayFrame } from '#libs/push-protocol';
import type { SessionFacts } from '#libs/revocation-index';
import type { SecurityEvent } from '#libs/security-event';

/**
 * How far a connection is. `greeting`: challenged, no hello yet. `verifying`: its first token and proof are being
 * checked. `registered`: revocations find it, and the index has not been asked. `ready`: it was told so. `over`:
 * its session is revoked; it gets the event, pongs and `receipt-stored`, and nothing else. `ended`: closed.
 */
export type Stage = 'greeting' | 'verifying' | 'registered' | 'ready' | 'over' | 'ended';

export type Facts = { -readonly [Name in keyof SessionFacts]: SessionFacts[Name] };

/** What the token of a connection said, once it was verified. */
export interface VerifiedToken extends SessionFacts {
  readonly jkt: string;
  /** `exp`, epoch s. */
  readonly expiresAtS: number;
}

/** One revocation on its way to the connections it covers. */
export interface Notice {
  readonly event: SecurityEvent;
  /** Told, or about to be, and still connected. */
  readonly waiting: Set<Connection>;
  /** Nobody else is to be told. */
  stopped: boolean;
}

/**
 * One device's connection as the gateway knows it; the socket folder makes them. Fields, not objects: there are
 * tens of thousands.
 */
export interface Connection extends Facts {
  /** Counts up in a process, so of two the newer is the larger. */
  readonly id: number;
  readonly nonce: string;
  /** The configured URL that was dialled, which a proof must name. */
  readonly htu: string;
  readonly address: string;
  stage: Stage;
  jkt: string;
  expiresAtS: number;
  /** A `renew` is being verified or judged. */
  renewing: boolean;
  /** A verified renewal that could not be judged yet, since the gateway was not fresh. */
  held: VerifiedToken | null;
  /** Its receipt is on the way to the stream. */
  storing: boolean;
  /** The event that ended it; null again when nobody is to be told of that one. */
  notice: Notice | null;
  /** Walks over all connections since it was last heard. */
  quietTicks: number;
  /** Frames since the last walk. */
  frames: number;

  say(frame: GatewayFrame): void;
  /** Says it and ends, in one write. */
  sayLast(frame: GatewayFrame, name: CloseName): void;
  /** Writes a frame that was encoded once for many. */
  write(encoded: Buffer): void;
  /** Closes with a code of the registry. A repeat changes nothing. */
  end(name: CloseName): void;
}

/** Whether its session was told `ready` on it, so that others may believe it to be online. */
export const wasAdmitted = ({ stage }: Connection): boolean => stage === 'ready' || stage === 'over';
