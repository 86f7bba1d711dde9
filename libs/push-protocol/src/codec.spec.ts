import fc from 'fast-check';
import { decodeDeviceFrame, decodeGatewayFrame, encodeFrame, MAX_FRAME_BYTES } from './codec.js';
import type { GatewayFrame } from './frames.js';
import { anyDeviceFrame, anyGatewayFrame, anyMessage, isHandled } from './testing/index.js';

describe('the frame codec', () => {
  it('reads back every frame that either side writes', () => {
    fc.assert(
      fc.property(anyDeviceFrame, (frame) => {
        expect(decodeDeviceFrame(encodeFrame(frame))).toEqual({ frame });
      }),
    );
    fc.assert(
      fc.property(anyGatewayFrame, (frame) => {
        // JSON knows no -0.
        const sent = JSON.parse(encodeFrame(frame)) as GatewayFrame;
        expect(decodeGatewayFrame(encodeFrame(frame))).toEqual({ frame: sent });
      }),
    );
  });

  it('never throws, whatever comes: 50,000 frames are frames, passed over, or a close of the registry', () => {
    fc.assert(fc.property(anyMessage, isHandled), { numRuns: 50_000 });
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
