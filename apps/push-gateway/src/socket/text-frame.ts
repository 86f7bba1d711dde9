import { encodeFrame, type GatewayFrame } from '#libs/push-protocol';

/** A frame as it goes over the wire (RFC 6455 section 5.2): whole, text, unmasked. Encoded once, written to many. */
export function textFrame(frame: GatewayFrame): Buffer {
  const payload = Buffer.from(encodeFrame(frame));
  const { length } = payload;
  if (length < 126) return Buffer.concat([Buffer.of(FIN_TEXT, length), payload]);
  if (length > 0xffff) throw new Error(`a frame of ${length} bytes is larger than any device reads`);
  return Buffer.concat([Buffer.of(FIN_TEXT, 126, length >> 8, length & 0xff), payload]);
}

const FIN_TEXT = 0x81;
