import { tellingStoppedClaims, type Verify } from '#libs/security-event';
import { World } from '../testing/index.js';
import { readRecord } from './read-record.js';

describe('a record of security-events', () => {
  const world = new World();
  const keyOf = (kid: string): Verify | null | Promise<Verify | null> => world.keys.get(kid) ?? null;
  const read = (value: string, type: string, find = keyOf) =>
    readRecord(
      { topic: 't', partition: 0, offset: 0n, timestamp: 0, key: 'k', value, headers: { type } },
      'https://issuer.test',
      find,
    );
  const predicate = { type: 'session', sid: 's1' } as const;

  it('is a revocation that the issuer signed', async () => {
    expect(await read(await world.setOf(predicate), 'set')).toMatchObject({
      type: 'revocation',
      event: { predicate },
    });
  });

  it('is an end of telling that the issuer signed, and no revocation passes for one', async () => {
    const payload = JSON.stringify(
      tellingStoppedClaims({
        ...{ jti: 'j', txn: 't', issuer: 'https://issuer.test', revocationJti: 'r' },
        stoppedAt: 1_500,
      }),
    );
    const stop = await world.signed(payload);
    expect(await read(stop, 'telling-stopped')).toEqual({
      type: 'telling-stopped',
      event: { jti: 'j', txn: 't', issuer: 'https://issuer.test', revocationJti: 'r', stoppedAt: 1_500 },
    });
    await expect(read(stop, 'set')).rejects.toThrow('session-revoked');
    await expect(read(await world.setOf(predicate), 'telling-stopped')).rejects.toThrow('telling-stopped');
    await expect(read(await world.signed(payload, 'k2'), 'telling-stopped')).rejects.toThrow('kid');
  });

  it('is a beat', async () => {
    expect(await read('{"v":1,"databaseTime":5,"unsentForMs":0,"later":1}', 'beat')).toEqual({
      type: 'beat',
      beat: { databaseTime: 5, unsentForMs: 0 },
    });
  });

  it.each([
    ['a beat of another version', '{"v":2,"databaseTime":5,"unsentForMs":0}', 'beat'],
    ['a beat without time', '{"v":1,"unsentForMs":0}', 'beat'],
    ['a beat whose events are yet to come', '{"v":1,"databaseTime":5,"unsentForMs":-1}', 'beat'],
    ['null', 'null', 'beat'],
    ['no JSON', '{', 'beat'],
    ['no SET', 'a.b.c', 'set'],
    ['nothing', '', 'set'],
    ['something newer', '{}', 'set+v2'],
  ])('or else refused, never passed over: %s', async (_, value, type) => {
    await expect(read(value, type)).rejects.toThrow();
  });

  it('is refused when signed by an unknown key, tampered with, or not to be verified now', async () => {
    await expect(read(await world.setOf(predicate, 'k2'), 'set')).rejects.toThrow('kid');
    const set = await world.setOf(predicate);
    const [header, , signature] = set.split('.');
    const other = (await world.setOf({ type: 'session', sid: 's2' })).split('.')[1];
    await expect(read(`${header}.${other}.${signature}`, 'set')).rejects.toThrow('signature');
    const away = () => Promise.reject(new Error('the issuer is away'));
    await expect(read(set, 'set', away)).rejects.toThrow('away');
  });
});
