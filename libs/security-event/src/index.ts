export { readAccessToken, type AccessToken } from './access-token.js';
export { base64url, fromBase64url } from './base64url.js';
export {
  CAEP_SESSION_REVOKED,
  PREDICATE,
  SECURITY_EVENT_TYPE,
  devicesAudience,
  eventHash,
  parseSecurityEvent,
  securityEventClaims,
  type InitiatingEntity,
  type SecurityEvent,
  type SecurityEventClaims,
} from './security-event.js';
export { decodeJws, encodeJws, JwsError, type Jws, type Sign, type Verify } from './jws.js';
export {
  parseReceipt,
  RECEIPT_TYPE,
  signReceipt,
  WIPED,
  type Receipt,
  type ReceiptClaims,
  type Wiped,
} from './receipt.js';
export { signSecurityEvent, verifySecurityEvent } from './sign-and-verify.js';
export {
  parseTellingStopped,
  TELLING_STOPPED,
  tellingStoppedClaims,
  verifyTellingStopped,
  type TellingStopped,
} from './telling-stopped.js';
