import { encodeFrame, type GatewayFrame } from '#libs/push-protocol';

const FIN_TEXT = 0x81;
const NOTHING = Buffer.alloc(0);

/**
 * A frame as it goes over the wire (RFC 6455 section 5.2): whole, text, unmasked. Encoded once, written to many.
 * @param then what follows it in the same write
 */
export function textFrame(frame: GatewayFrame, then: Buffer = NOTHING): Buffer {
  const payload = encodeFrame(frame);
  const length = Buffer.byteLength(payload);
  if (length > 0xffff) throw new Error(`a frame of ${length} bytes is larger than any device reads`);
  const begins = length < 126 ? 2 : 4;
  const encoded = Buffer.allocUnsafe(begins + length + then.length);
  encoded[0] = FIN_TEXT;
  if (length < 126) encoded[1] = length;
  else {
    encoded[1] = 126;
    encoded.writeUInt16BE(length, 2);
  }
  encoded.write(payload, begins);
  encoded.set(then, begins + length);
  return encoded;
}
