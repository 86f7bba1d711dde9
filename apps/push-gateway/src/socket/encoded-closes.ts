import { CLOSE, type CloseName } from '#libs/push-protocol';

const FIN_CLOSE = 0x88;

/** Each close as it goes over the wire (RFC 6455 section 5.5.1), encoded once for all connections. */
export const ENCODED_CLOSES = Object.fromEntries(
  Object.entries(CLOSE).map(([name, { code, reason }]) => {
    const text = Buffer.from(reason);
    const head = Buffer.of(FIN_CLOSE, 2 + text.length, code >> 8, code & 0xff);
    return [name, Buffer.concat([head, text])];
  }),
) as Readonly<Record<CloseName, Buffer>>;
