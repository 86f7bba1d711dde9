interface Frame {
  readonly opcode: number;
  readonly payload: Buffer;
}

/** The whole frames of what a server wrote at once (RFC 6455 section 5.2): unmasked, and begun with one. */
export function* framesIn(bytes: Buffer): Generator<Frame> {
  let at = 0;
  while (at + 2 <= bytes.length) {
    const opcode = bytes[at]! & 0x0f;
    let length = bytes[at + 1]! & 0x7f;
    at += 2;
    if (length === 126) {
      if (at + 2 > bytes.length) return;
      length = bytes.readUInt16BE(at);
      at += 2;
    } else if (length === 127) {
      if (at + 8 > bytes.length) return;
      length = Number(bytes.readBigUInt64BE(at));
      at += 8;
    }
    if (at + length > bytes.length) return;
    yield { opcode, payload: bytes.subarray(at, at + length) };
    at += length;
  }
}
