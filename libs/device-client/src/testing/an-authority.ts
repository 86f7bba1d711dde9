import 'reflect-metadata'; // @peculiar/x509 needs it before it loads.
import { webcrypto } from 'node:crypto';

const ES256 = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;
const YEARS_10_MS = 10 * 365 * 86_400_000;

export interface Authority {
  readonly ca: string;
  readonly cert: string;
  readonly key: string;
}

/** A certificate authority of one test's own, and a certificate for localhost by it. */
export async function anAuthority(): Promise<Authority> {
  const x509 = await import('@peculiar/x509');
  x509.cryptoProvider.set(webcrypto as Crypto);
  const [authority, leaf] = await Promise.all([pair(), pair()]);
  const life = { notBefore: new Date(Date.now() - 60_000), notAfter: new Date(Date.now() + YEARS_10_MS) };
  const ca = await x509.X509CertificateGenerator.createSelfSigned({
    name: 'CN=Test authority',
    serialNumber: '01',
    ...life,
    keys: authority,
    signingAlgorithm: ES256,
    extensions: [new x509.BasicConstraintsExtension(true, 0, true)],
  });
  const cert = await x509.X509CertificateGenerator.create({
    subject: 'CN=localhost',
    issuer: ca.subject,
    serialNumber: '02',
    ...life,
    publicKey: leaf.publicKey,
    signingKey: authority.privateKey,
    signingAlgorithm: ES256,
    extensions: [new x509.SubjectAlternativeNameExtension([{ type: 'dns', value: 'localhost' }])],
  });
  const key = x509.PemConverter.encode(
    await webcrypto.subtle.exportKey('pkcs8', leaf.privateKey),
    'PRIVATE KEY',
  );
  return { ca: ca.toString('pem'), cert: cert.toString('pem'), key };
}

const pair = (): Promise<CryptoKeyPair> => webcrypto.subtle.generateKey(ES256, true, ['sign', 'verify']);
