import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';

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

/**
 * What attempts are counted by: an IPv4 address, and of IPv6 the /64 it lies in, since whoever has one address of
 * that has them all.
 */
export function networkOf(address: string): string {
  if (isIP(address) !== 6) return address;
  const [head = '', tail] = address.split('%')[0]!.split('::');
  const groups = head === '' ? [] : head.split(':');
  const after = tail === undefined || tail === '' ? [] : tail.split(':');
  // An embedded IPv4 address stands for two groups, and lies in the lower half in any case.
  const width = after.length + (after.at(-1)?.includes('.') === true ? 1 : 0);
  const whole =
    tail === undefined
      ? groups
      : [...groups, ...Array<string>(8 - groups.length - width).fill('0'), ...after];
  return `${whole
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':')}::/64`;
}

export const ADDRESS_OF = Symbol('AddressOf');
