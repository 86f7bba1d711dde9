/** WebSocket subprotocol; a device that does not offer it is not answered. */
export const SUBPROTOCOL = 'signoff.v1';

/** The session as the device must know it, since it must not parse its access token (RFC 9068 section 6). */
export interface SessionDescription {
  readonly sid: string;
  readonly sub: string;
  readonly seq: number;
  readonly kind: string;
  readonly model: string;
  readonly appVersion: string;
}

/** From gateway to device. */
export type GatewayFrame =
  /** First of all; 128 random bits of this connection. Answer with hello within 8 s. */
  | { readonly type: 'challenge'; readonly nonce: string }
  /** The session is registered and checked: it is told of a revocation from now on. */
  | {
      readonly type: 'ready';
      readonly session: SessionDescription;
      readonly renewWithinS: number;
      readonly heartbeatS: number;
    }
  /** A Security Event Token (RFC 8417). Verify it, wipe, answer with a receipt. */
  | { readonly type: 'session-revoked'; readonly event: string }
  /** The receipt with this `jti` is stored durably; close 4501 follows. */
  | { readonly type: 'receipt-stored'; readonly jti: string }
  | { readonly type: 'pong' }
  /** Close 1012 or 1013 follows; come back at a random moment within the window. */
  | { readonly type: 'going-away'; readonly reconnectWithinS: number };

/** From device to gateway. */
export type DeviceFrame =
  | { readonly type: 'hello'; readonly accessToken: string; readonly proof: string }
  /** A new access token of the same session and key. */
  | { readonly type: 'renew'; readonly accessToken: string; readonly proof: string }
  | { readonly type: 'receipt'; readonly receipt: string }
  /** Each heartbeat; a page cannot see WebSocket pings. */
  | { readonly type: 'ping' };
