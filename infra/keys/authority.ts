import 'reflect-metadata'; // @peculiar/x509 needs it before it loads.
import { randomBytes, webcrypto } from 'node:crypto';

const ES256 = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;
/** A television may boot in 1970; whoever renews certificates is not at home. */
const LIFE = { notBefore: new Date('1950-01-01T00:00:00Z'), notAfter: new Date('9999-12-31T23:59:59Z') };
const NAMES = [
  { type: 'dns', value: 'localhost' },
  { type: 'ip', value: '127.0.0.1' },
  { type: 'ip', value: '::1' },
] as const;

export interface LocalCertificates {
  readonly ca: string;
  readonly cert: string;
  readonly key: string;
}

/**
 * An authority of this installation alone, and a certificate for this machine by it. The authority's own key is
 * forgotten: nobody can make another certificate that our devices would believe.
 */
export async function localCertificates(): Promise<LocalCertificates> {
  const x509 = await import('@peculiar/x509');
  x509.cryptoProvider.set(webcrypto as Crypto);
  const [authority, leaf] = await Promise.all([newPair(), newPair()]);
  const { KeyUsageFlags } = x509;
  const ca = await x509.X509CertificateGenerator.createSelfSigned({
    name: 'CN=Signoff local authority',
    serialNumber: serial(),
    ...LIFE,
    keys: authority,
    signingAlgorithm: ES256,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
      await x509.SubjectKeyIdentifierExtension.create(authority.publicKey),
    ],
  });
  const cert = await x509.X509CertificateGenerator.create({
    subject: 'CN=localhost',
    issuer: ca.subject,
    serialNumber: serial(),
    ...LIFE,
    publicKey: leaf.publicKey,
    signingKey: authority.privateKey,
    signingAlgorithm: ES256,
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
      new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
      new x509.SubjectAlternativeNameExtension([...NAMES]),
      await x509.AuthorityKeyIdentifierExtension.create(authority.publicKey),
    ],
  });
  const key = await webcrypto.subtle.exportKey('pkcs8', leaf.privateKey);
  return {
    ca: `${ca.toString('pem')}\n`,
    cert: `${cert.toString('pem')}\n`,
    key: `${x509.PemConverter.encode(key, 'PRIVATE KEY')}\n`,
  };
}

// Positive, as RFC 5280 section 4.1.2.2 asks.
const serial = (): string => `4${randomBytes(15).toString('hex').slice(1)}`;
const newPair = (): Promise<CryptoKeyPair> => webcrypto.subtle.generateKey(ES256, true, ['sign', 'verify']);
