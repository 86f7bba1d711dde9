import type { IncomingMessage } from 'node:http';

export type AddressOf = (request: IncomingMessage) => string;

/**
 * Where a request came from. X-Forwarded-For is believed only from a configured proxy, and only its last
 * entry that no such proxy wrote: anything further left is the sender's own word.
 */
export const addressReader =
  (trustedProxies: readonly string[]): AddressOf =>
  (request) => {
    const peer = plain(request.socket.remoteAddress ?? '');
    if (!trustedProxies.includes(peer)) return peer;
    const forwarded = String(request.headers['x-forwarded-for'] ?? '')
      .split(',')
      .map((entry) => plain(entry.trim()))
      .filter((entry) => entry !== '');
    return forwarded.findLast((entry) => !trustedProxies.includes(entry)) ?? peer;
  };

/** An IPv4 address reads the same whichever family the listener bound; both loopbacks are one machine. */
const plain = (address: string): string => {
  const v4 = address.startsWith('::ffff:') ? address.slice(7) : address;
  return v4 === '::1' ? '127.0.0.1' : v4;
};
export const ADDRESS_OF = Symbol('AddressOf');
