const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
/** By character code; -1 where it is no character of the alphabet, so that a sum of bits with it is negative. */
const VALUES = new Int8Array(128).fill(-1);
for (let value = 0; value < ALPHABET.length; value++) VALUES[ALPHABET.charCodeAt(value)] = value;

const BEYOND_ONE = ~0xff0000;
const BEYOND_TWO = ~0xffff00;

function value(text: string, at: number, shift: number): number {
  const code = text.charCodeAt(at);
  return code < 128 ? VALUES[code]! << shift : -1;
}

/** Base64url without padding (RFC 7515 appendix C), in any JavaScript runtime. */
export function base64url(bytes: Uint8Array): string {
  let binary = '';
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

/**
 * Returns null for anything but canonical base64url, so that one text has one reading. By hand, since every token,
 * proof and receipt comes through here, and with `atob` it took three times as long.
 */
export function fromBase64url(text: string): Uint8Array | null {
  const { length } = text;
  const rest = length % 4;
  if (rest === 1) return null;
  const bytes = new Uint8Array((length * 3) >> 2);
  const whole = length - rest;
  let at = 0;
  for (let i = 0; i < whole; i += 4) {
    const four = value(text, i, 18) | value(text, i + 1, 12) | value(text, i + 2, 6) | value(text, i + 3, 0);
    if (four < 0) return null;
    bytes[at++] = four >> 16;
    bytes[at++] = four >> 8;
    bytes[at++] = four;
  }
  if (rest === 0) return bytes;
  const last =
    value(text, whole, 18) | value(text, whole + 1, 12) | (rest === 3 ? value(text, whole + 2, 6) : 0);
  bytes[at++] = last >> 16;
  if (rest === 3) bytes[at] = last >> 8;
  // Negative, or bits beyond the last octet.
  return (last & (rest === 3 ? BEYOND_TWO : BEYOND_ONE)) === 0 ? bytes : null;
}
