import { X509Certificate } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer, connect } from 'node:tls';
import type { AddressInfo } from 'node:net';
import { makeKeysOnce } from './make-keys.js';

describe('the keys of an installation', () => {
  let parent: string;
  let folder: string;
  const contents = (): Record<string, string> =>
    Object.fromEntries(readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), 'utf8')]));
  beforeEach(() => {
    parent = mkdtempSync(join(tmpdir(), 'signoff-keys-'));
    folder = join(parent, 'keys');
  });
  afterEach(() => rmSync(parent, { recursive: true }));

  it('are made once: a second start finds them as they were', async () => {
    expect(await makeKeysOnce(folder)).toBe(true);
    const first = contents();
    expect(await makeKeysOnce(folder)).toBe(false);
    expect(contents()).toEqual(first);
    expect(readdirSync(parent)).toEqual(['keys']);
  });

  it('are readable by their user alone', async () => {
    await makeKeysOnce(folder);
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    const modes = readdirSync(folder).map((name) => statSync(join(folder, name)).mode & 0o777);
    expect(modes).toEqual(Array.from({ length: 6 }, () => 0o600));
  });

  it('are not made anew when one is missing: that would end every session', async () => {
    await makeKeysOnce(folder);
    rmSync(join(folder, 'nonce-secret'));
    await expect(makeKeysOnce(folder)).rejects.toThrow(/lacks nonce-secret.*npm run reset/);
    expect(readdirSync(folder)).toHaveLength(5);
    rmSync(folder, { recursive: true });
    mkdirSync(folder);
    await expect(makeKeysOnce(folder)).rejects.toThrow(/lacks ca.pem, tls.pem/);
  });

  it('hold a certificate for this machine that is good in 1970 and in 9000, and no key of the authority', async () => {
    await makeKeysOnce(folder);
    const { 'ca.pem': ca = '', 'tls.pem': cert = '', ...rest } = contents();
    const leaf = new X509Certificate(cert);
    expect(leaf.verify(new X509Certificate(ca).publicKey)).toBe(true);
    expect(Date.parse(leaf.validFrom)).toBeLessThan(0);
    expect(Date.parse(leaf.validTo)).toBeGreaterThan(Date.parse('9000-01-01'));
    for (const name of ['localhost', '127.0.0.1', '::1']) {
      expect(name === 'localhost' ? leaf.checkHost(name) : leaf.checkIP(name)).toBe(name);
    }
    const keys = Object.values(rest)
      .join('')
      .match(/PRIVATE KEY-----\n/g);
    expect(keys).toHaveLength(2); // Begin and end of one: the server's.
  });

  it('let a device that trusts the authority speak TLS 1.3 to a server that has them', async () => {
    await makeKeysOnce(folder);
    const { 'ca.pem': ca, 'tls.pem': cert, 'tls.key': key } = contents();
    const server = createServer({ cert, key, minVersion: 'TLSv1.3' }, (socket) => socket.end());
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const authorized = await new Promise((resolve, reject) => {
      const socket = connect({ port, host: '127.0.0.1', servername: 'localhost', ca }, () => {
        resolve(socket.authorized);
        socket.destroy();
      });
      socket.once('error', reject);
    });
    await new Promise((resolve) => server.close(resolve));
    expect(authorized).toBe(true);
  });
});
