import { calculateJwkThumbprint } from 'jose';
import { deviceKey, keyPairOf, newKeyPair } from './key.js';

describe('the key of a device', () => {
  it('has the thumbprint of RFC 7638', async () => {
    const { jwk, jkt } = await deviceKey(await newKeyPair(true));
    expect(jkt).toBe(await calculateJwkThumbprint({ ...jwk }));
  });

  it('cannot be exported again once it was read from its file', async () => {
    const first = await newKeyPair(true);
    const pair = await keyPairOf(await crypto.subtle.exportKey('jwk', first.privateKey));
    expect(pair.privateKey.extractable).toBe(false);
    expect((await deviceKey(pair)).jkt).toBe((await deviceKey(first)).jkt);
  });
});
