/** Base64url without padding (RFC 7515 appendix C), in any JavaScript runtime. */
export function base64url(bytes: Uint8Array): string {
  let binary = '';
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

/** By what is left over of the length: last characters whose bits beyond the last octet are zero. */
const CANONICAL_END: Readonly<Record<number, RegExp>> = { 2: /[AQgw]$/, 3: /[AEIMQUYcgkosw048]$/ };

/** Returns null for anything but canonical base64url, so that one text has one reading. */
export function fromBase64url(text: string): Uint8Array | null {
  const rest = text.length % 4;
  if (!/^[A-Za-z0-9_-]*$/.test(text) || rest === 1) return null;
  if (CANONICAL_END[rest]?.test(text) === false) return null;
  const binary = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
  const bytes = new Uint8Array(binary.length);
  for (let i = 0; i < binary.length; i++) bytes[i] = binary.charCodeAt(i);
  return bytes;
}
