import type { SecurityEvent } from '#libs/security-event';
import type { Connection } from '../hub/connection.js';

/** One revocation on its way to the connections it covers. */
export interface Notice {
  readonly event: SecurityEvent;
  /** Told, or about to be, and still connected. */
  readonly waiting: Set<Connection>;
}
