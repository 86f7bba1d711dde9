/**
 * The mechanism: an access token's `exp` came from the clock of the machine that made it. Enforcement points judge it
 * by the database's, and forget a revocation eleven minutes after they heard of it. A token of an account API whose
 * clock was ten minutes ahead lived a quarter of an hour, so its revoked session was served again at the end of it.
 */
import { jest } from '@jest/globals';
import { decodeJws } from '#libs/security-event';
import { LinkedWorld } from '../support/account-api/linked-world.js';

jest.setTimeout(60_000);

it.each([
  ['ahead', 1_200_000],
  ['behind', -100_000],
])(
  'a token lives by the database’s time, though the clock of the process that makes it is %s',
  async (_, offByMs) => {
    const world = await LinkedWorld.open();
    const now = Date.now.bind(Date);
    try {
      const { tv, refreshToken } = await world.aLinkedTv(await world.aPerson());
      jest.spyOn(Date, 'now').mockImplementation(() => now() + offByMs);
      const { status, body } = await tv.refresh(refreshToken);
      expect([status, body['expires_in']]).toEqual([200, world.api.config.accessTokenLifeS]);
      const { iat, exp } = decodeJws(body['access_token']).payload as { iat: number; exp: number };
      expect(Math.abs(iat - now() / 1000)).toBeLessThan(30);
      expect(exp - iat).toBe(world.api.config.accessTokenLifeS);
      // On the internal listener, where our own servers ask without a proof.
      const told = await fetch(`${world.api.internalUrl}/introspect`, {
        method: 'POST',
        body: new URLSearchParams({ token: body['access_token'] as string }),
      });
      expect(await told.json()).toMatchObject({ active: true, exp });
    } finally {
      jest.restoreAllMocks();
      await world.close();
    }
  },
);
