/**
 * A device fetches its issuer's keys at most once a minute. An event by a key published since was taken for one
 * that is not the issuer's: a refused refresh then dropped the tokens, and wiped and proved nothing. Now a key that
 * cannot be asked for yet is a reason to wait, and the event is judged when the minute is over.
 */
import { deviceKey, newKeyPair } from '#libs/device-client';
import { DeviceWorld } from '#libs/device-client/testing';

it('a TV that is signed out by a key it has not heard of wipes and proves it, a minute later', async () => {
  const world = new DeviceWorld();
  await world.linked();
  const foreign = await world.issuer.event('s1', {}, await deviceKey(await newKeyPair(true)));
  world.gateway.current.send({ type: 'session-revoked', event: foreign });
  await world.until('the keys are in hand', () => world.saw('event-refused'), 0);
  const [session] = [...world.issuer.sessions.values()];
  world.issuer.kid = world.issuer.publishedKid = 'k2';
  if (session) session.endedBy = await world.issuer.event('s1');
  world.gateway.current.close('session_revoked');
  await world.until('signed out by the new key', () => world.saw('receipt-stored'), 200);
  expect(world.data.files.size).toBe(0);
  expect(world.issuer.receipts.map(({ claims }) => claims.sid)).toEqual(['s1']);
  expect(world.issuer.asked('/jwks')).toBe(2);
  world.close();
});
