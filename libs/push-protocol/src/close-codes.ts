/**
 * Every way a gateway ends a connection. The band of the number is the instruction, so devices in the field
 * obey codes that are newer than they are: 4000-4199 (and every standard code) come back with backoff,
 * 4200-4299 renew the token first, 4300-4499 come back, 4500-4999 stop playing, keep the tokens, and ask the
 * token endpoint. No close code ever wipes anything.
 */
export const CLOSE = {
  going_away: { code: 1012, reason: 'the gateway is restarting', counted: false },
  overloaded: { code: 1013, reason: 'too many devices are connecting; come back later', counted: true },
  bad_frame: { code: 4000, reason: 'a frame was not understood', counted: true },
  unknown_frame: { code: 4001, reason: 'this type of frame is not one a device sends', counted: true },
  frame_too_large: { code: 4002, reason: 'a frame was larger than 16384 bytes', counted: true },
  binary_frame: { code: 4003, reason: 'frames are text', counted: true },
  second_hello: { code: 4004, reason: 'this connection has said hello already', counted: true },
  hello_expected: { code: 4005, reason: 'the first frame must be hello', counted: true },
  hello_timeout: { code: 4006, reason: 'no hello in time', counted: true },
  heartbeat_timeout: { code: 4007, reason: 'no ping in time', counted: true },
  slow_consumer: { code: 4008, reason: 'the device reads too slowly', counted: true },
  replaced: { code: 4009, reason: 'the session connected again', counted: true },
  not_fresh: { code: 4010, reason: 'this gateway cannot tell now who is signed in', counted: true },
  receipt_refused: { code: 4011, reason: 'the receipt could not be stored', counted: true },
  too_many_frames: { code: 4012, reason: 'more frames at one time than a device has to say', counted: true },
  token_expired: { code: 4201, reason: 'the access token has expired', counted: true },
  token_invalid: {
    code: 4202,
    reason: 'the access token is not one of this issuer for this audience',
    counted: true,
  },
  proof_invalid: { code: 4203, reason: 'the proof is not valid', counted: true },
  proof_wrong_key: { code: 4204, reason: 'the proof is by another key than the token', counted: true },
  proof_wrong_nonce: { code: 4205, reason: 'the proof is for another connection', counted: true },
  proof_wrong_htu: { code: 4206, reason: 'the proof is for another address', counted: true },
  renew_mismatch: { code: 4207, reason: 'the new token is of another session', counted: true },
  session_revoked: { code: 4501, reason: 'the session is revoked', counted: false },
} as const satisfies Record<string, CloseEntry>;

interface CloseEntry {
  readonly code: number;
  /** At most 123 UTF-8 bytes (RFC 6455 section 5.5). */
  readonly reason: string;
  /** Whether it tells of a fault, so that a counter of its own is worth watching. */
  readonly counted: boolean;
}

export type CloseName = keyof typeof CLOSE;

export const closeFrame = (name: CloseName): CloseEntry => CLOSE[name];

/** What a device does after its socket closed. */
export type DeviceAction = 'retry' | 'renew' | 'stop';

export function deviceAction(code: number): DeviceAction {
  if (code >= 4500 && code <= 4999) return 'stop';
  if (code >= 4200 && code <= 4299) return 'renew';
  return 'retry';
}
