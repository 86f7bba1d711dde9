/** A receipt opened: what was signed, as it stands there, and whether the signature is that key's. */
export interface ReadReceipt {
  readonly header: object;
  readonly claims: Readonly<Record<string, unknown>>;
  readonly isSigned: boolean;
}

const ES256 = { name: 'ECDSA', namedCurve: 'P-256' } as const;

/** Decodes and checks a receipt here in the browser (RFC 7515 section 5.2), with nothing but what it holds. */
export async function readReceipt(receipt: string): Promise<ReadReceipt> {
  const [head = '', body = '', signature = ''] = receipt.split('.');
  const header = JSON.parse(textOf(head)) as { jwk: JsonWebKey };
  const key = await crypto.subtle.importKey('jwk', header.jwk, ES256, false, ['verify']);
  const isSigned = await crypto.subtle.verify(
    { name: 'ECDSA', hash: 'SHA-256' },
    key,
    bytesOf(signature),
    new TextEncoder().encode(`${head}.${body}`),
  );
  return { header, claims: JSON.parse(textOf(body)) as Record<string, unknown>, isSigned };
}

const textOf = (part: string): string => new TextDecoder().decode(bytesOf(part));
const bytesOf = (part: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(atob(part.replaceAll('-', '+').replaceAll('_', '/')), (sign) => sign.charCodeAt(0));
