import { randomBytes } from 'node:crypto';
import { DpopNonces } from '#libs/resource-server';
import { ServerChallenge } from '../enrolment/oidc-inside.js';

describe('DPoP nonces', () => {
  const secret = randomBytes(32);

  it('are those of the authorization server, so a nonce of one endpoint serves at another', () => {
    const ours = new DpopNonces(secret);
    const theirs = new ServerChallenge(secret, 'DPoP');
    expect(theirs.checkChallenge(ours.next())).toBe(true);
    expect(ours.accepts(theirs.nextChallenge())).toBe(true);
  });

  it('are taken for a few minutes and not longer', () => {
    let now = Date.parse('2026-01-01T00:00:00Z');
    const nonces = new DpopNonces(secret, () => now);
    const nonce = nonces.next();
    now += 3 * 60_000;
    expect(nonces.accepts(nonce)).toBe(true);
    now += 60_000;
    expect(nonces.accepts(nonce)).toBe(false);
  });

  it('of another secret are refused', () => {
    expect(new DpopNonces(secret).accepts(new DpopNonces(randomBytes(32)).next())).toBe(false);
    expect(new DpopNonces(secret).accepts(undefined)).toBe(false);
  });
});
