import type { IncomingMessage } from 'node:http';

export type AddressOf = (request: IncomingMessage) => string;

/**
 * Where a handshake came from. X-Forwarded-For is believed only from a configured proxy, and only its last entry
 * that no such proxy wrote: anything further left is the sender's own word.
 */
export const addressReader =
  (trustedProxies: readonly string[]): AddressOf =>
  ({ socket, headers }) => {
    const peer = plain(socket.remoteAddress ?? '');
    if (!trustedProxies.includes(peer)) return peer;
    const forwarded = String(headers['x-forwarded-for'] ?? '')
      .split(',')
      .map((entry) => plain(entry.trim()));
    return forwarded.findLast((entry) => entry !== '' && !trustedProxies.includes(entry)) ?? peer;
  };

const MAX_LENGTH = 64;

/** An IPv4 address reads the same whichever family the listener bound. */
const plain = (address: string): string =>
  (address.startsWith('::ffff:') ? address.slice(7) : address).slice(0, MAX_LENGTH);
