import type { SessionDescription } from '#libs/push-protocol';
import type { Code } from './enrolment/enrol.js';
import type { DeliveredBy } from './sign-out/receipt-delivery.js';

/** What happens on a device, for whoever shows or records it. */
export type DeviceEvent =
  /** Somebody must press a key before a code is asked for: the end of a campaign must not be a storm. */
  | {
      readonly type: 'enrolment-screen';
      readonly because: 'new' | 'expired' | 'denied' | 'over' | 'signed-out' | 'unavailable';
    }
  | { readonly type: 'user-code'; readonly code: Code }
  | { readonly type: 'linked'; readonly session: SessionDescription }
  | { readonly type: 'online' }
  | { readonly type: 'offline' }
  /** The gateway asked to stop playing until the token endpoint has spoken. */
  | { readonly type: 'stopped-playing' }
  /** `jti` and `txn` are null for a sign-out on the device itself. */
  | {
      readonly type: 'signed-out';
      readonly wiped: readonly string[];
      readonly jti: string | null;
      readonly txn: string | null;
    }
  | { readonly type: 'receipt-stored'; readonly jti: string; readonly via: DeliveredBy }
  /** A SET that was not believed; nothing changed. */
  | { readonly type: 'event-refused' };
