import fc from 'fast-check';
import { CLOSE } from '../close-codes.js';
import { decodeDeviceFrame, decodeGatewayFrame, encodeFrame } from '../codec.js';
import type { DeviceFrame, GatewayFrame } from '../frames.js';

const text = fc.string({ minLength: 1 });
const session = fc.record({
  sid: text,
  sub: text,
  seq: fc.maxSafeInteger(),
  kind: text,
  model: fc.string(),
  appVersion: fc.string(),
});
const seconds = fc.double({ min: 0, max: 1e9, noNaN: true });

/** Whatever a device may say. */
export const anyDeviceFrame: fc.Arbitrary<DeviceFrame> = fc.oneof(
  fc.record({ type: fc.constant('hello' as const), accessToken: text, proof: text }),
  fc.record({ type: fc.constant('renew' as const), accessToken: text, proof: text }),
  fc.record({ type: fc.constant('receipt' as const), receipt: text }),
  fc.record({ type: fc.constant('ping' as const) }),
);
/** Whatever a gateway may say. */
export const anyGatewayFrame: fc.Arbitrary<GatewayFrame> = fc.oneof(
  fc.record({ type: fc.constant('challenge' as const), nonce: text }),
  fc.record({ type: fc.constant('ready' as const), session, renewWithinS: seconds, heartbeatS: seconds }),
  fc.record({ type: fc.constant('session-revoked' as const), event: text }),
  fc.record({ type: fc.constant('receipt-stored' as const), jti: text }),
  fc.record({ type: fc.constant('pong' as const) }),
  fc.record({ type: fc.constant('going-away' as const), reconnectWithinS: seconds }),
);
const odd = fc.constantFrom<unknown>(null, 0, -1, '', 'x', [], {}, true, ['x'], { toString: 1 });
/** Frames as an attacker makes them: text of any kind, JSON of any shape, often with a type and members we know. */
export const anyMessage: fc.Arbitrary<string> = fc.oneof(
  fc.string(),
  fc.json({ maxDepth: 2 }),
  fc
    .record(
      {
        type: fc.constantFrom<unknown>('hello', 'ready', '__proto__', 'constructor', 'ping', 7, null, [], {}),
        accessToken: odd,
        proof: odd,
        session: odd,
        receipt: odd,
      },
      { requiredKeys: [] },
    )
    .map((value) => JSON.stringify(value)),
  anyDeviceFrame.map((frame) => encodeFrame(frame).slice(0, -1)),
);

/** It is a frame, passed over, or a close of the registry, and nothing is thrown, on either side. */
export function isHandled(message: string): boolean {
  const decoded = decodeDeviceFrame(message);
  if ('close' in decoded ? !Object.hasOwn(CLOSE, decoded.close) : !('frame' in decoded)) return false;
  return Object.keys(decodeGatewayFrame(message)).length === 1;
}
