import fc from 'fast-check';
import { CLOSE } from './close-codes.js';
import { decodeDeviceFrame, decodeGatewayFrame, encodeFrame, MAX_FRAME_BYTES } from './codec.js';
import type { DeviceFrame, GatewayFrame } from './frames.js';

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

const deviceFrame: fc.Arbitrary<DeviceFrame> = fc.oneof(
  fc.record({ type: fc.constant('hello' as const), accessToken: text, proof: text }),
  fc.record({ type: fc.constant('renew' as const), accessToken: text, proof: text }),
  fc.record({ type: fc.constant('receipt' as const), receipt: text }),
  fc.record({ type: fc.constant('ping' as const) }),
);
const gatewayFrame: fc.Arbitrary<GatewayFrame> = fc.oneof(
  fc.record({ type: fc.constant('challenge' as const), nonce: text }),
  fc.record({ type: fc.constant('ready' as const), session, renewWithinS: seconds, heartbeatS: seconds }),
  fc.record({ type: fc.constant('session-revoked' as const), event: text }),
  fc.record({ type: fc.constant('receipt-stored' as const), jti: text }),
  fc.record({ type: fc.constant('pong' as const) }),
  fc.record({ type: fc.constant('going-away' as const), reconnectWithinS: seconds }),
);
const odd = fc.constantFrom<unknown>(null, 0, -1, '', 'x', [], {}, true, ['x'], { toString: 1 });
/** Frames as an attacker makes them: text of any kind, JSON of any shape, often with a type and members we know. */
const anything = fc.oneof(
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
  deviceFrame.map((frame) => encodeFrame(frame).slice(0, -1)),
);

describe('the frame codec', () => {
  it('reads back every frame that either side writes', () => {
    fc.assert(
      fc.property(deviceFrame, (frame) => {
        expect(decodeDeviceFrame(encodeFrame(frame))).toEqual({ frame });
      }),
    );
    fc.assert(
      fc.property(gatewayFrame, (frame) => {
        // JSON knows no -0.
        const sent = JSON.parse(encodeFrame(frame)) as GatewayFrame;
        expect(decodeGatewayFrame(encodeFrame(frame))).toEqual({ frame: sent });
      }),
    );
  });

  it('never throws, whatever comes: 50,000 frames are frames, passed over, or a close of the registry', () => {
    fc.assert(
      fc.property(anything, (message) => {
        const decoded = decodeDeviceFrame(message);
        // Plain conditions: an expectation costs more than the frame.
        if ('close' in decoded ? !Object.hasOwn(CLOSE, decoded.close) : !('frame' in decoded)) return false;
        return Object.keys(decodeGatewayFrame(message)).length === 1;
      }),
      { numRuns: 50_000 },
    );
  });

  it('lets frames grow: a member that is new is passed over', () => {
    expect(decodeDeviceFrame('{"type":"ping","since":1}')).toHaveProperty('frame.type', 'ping');
  });

  it('passes over a type that is newer than the device, and closes for one that no device sends', () => {
    expect(decodeGatewayFrame('{"type":"seek","to":3}')).toEqual({ ignored: 'seek' });
    expect(decodeDeviceFrame('{"type":"seek","to":3}')).toEqual({ close: 'unknown_frame' });
  });

  it.each(['__proto__', 'constructor', 'hasOwnProperty', 'toString'])('knows no frame named %s', (type) => {
    expect(decodeDeviceFrame(JSON.stringify({ type }))).toEqual({ close: 'unknown_frame' });
  });

  it('takes no member from a prototype', () => {
    expect(decodeDeviceFrame('{"type":"receipt","__proto__":{"receipt":"r"}}')).toEqual({
      close: 'bad_frame',
    });
  });

  it('reads JSON as deep as a frame can be', () => {
    const depth = MAX_FRAME_BYTES / 2;
    expect(decodeDeviceFrame('['.repeat(depth) + ']'.repeat(depth))).toEqual({ close: 'bad_frame' });
  });
});
