import {
  CAEP_SESSION_REVOKED,
  PREDICATE,
  encodeJws,
  SECURITY_EVENT_TYPE,
  securityEventClaims,
  type SecurityEvent,
  type SecurityEventClaims,
} from '#libs/security-event';
import { KafkajsEventStream, topicName } from '#libs/event-stream';
import { until } from '../support/account-api/until.js';
import { aStack, type Stack } from '../support/stack/a-stack.js';
import { aForeignSign } from '../support/stack/keys-folder.js';
import { LyingGateway } from '../support/stack/lying-gateway.js';
import { Person } from '../support/stack/person.js';
import { StackDevice, type StackDeviceOptions } from '../support/stack/stack-device.js';

describe('a security event that the issuer never sent', () => {
  let stack: Stack;
  let person: Person;
  let liar: LyingGateway;
  let victim: StackDevice;
  const devices: StackDevice[] = [];
  beforeAll(async () => {
    stack = await aStack({ name: 'forgeries' });
    person = await Person.signedUp(stack.accountUrl);
    liar = await LyingGateway.open(stack.keys);
  });
  afterAll(async () => {
    for (const device of devices) device.close();
    await liar?.close();
    person?.close();
    await stack?.close();
  });

  const linked = async (options: StackDeviceOptions = {}): Promise<StackDevice> => {
    const device = await StackDevice.linked(stack, person, options);
    devices.push(device);
    return device;
  };
  /** Just as the issuer writes it, were it to sign this victim out. */
  const claimsOf = (overrides: Partial<SecurityEvent> = {}): SecurityEventClaims =>
    securityEventClaims({
      jti: crypto.randomUUID(),
      txn: crypto.randomUUID(),
      issuer: stack.issuer,
      sub: victim.session.sub,
      predicate: { type: 'session', sid: victim.sid },
      initiatingEntity: 'user',
      revokedAt: Date.now(),
      receiptWindowMs: 0,
      ...overrides,
    });
  const signed = (
    claims: object,
    { typ = SECURITY_EVENT_TYPE, kid = stack.keys.issuer.kid, sign = stack.keys.issuer.sign } = {},
  ): Promise<string> => encodeJws({ alg: 'ES256', typ, kid }, JSON.stringify(claims), sign);
  const withPayload = (set: string, payload: object): string => {
    const [header, , signature] = set.split('.');
    return [header, Buffer.from(JSON.stringify(payload)).toString('base64url'), signature].join('.');
  };

  describe('told by a gateway that lies', () => {
    beforeAll(async () => {
      victim = await linked({ push: liar.url });
      await until('the issuer’s keys are in hand', async () => {
        victim.forget();
        liar.say({ type: 'session-revoked', event: 'no token' });
        return victim.hears('event-refused');
      });
    });

    it.each<[string, () => Promise<string>]>([
      ['signed by another key under the issuer’s kid', () => signed(claimsOf(), { sign: aForeignSign() })],
      ['signed by a key nobody knows', () => signed(claimsOf(), { kid: 'k9', sign: aForeignSign() })],
      [
        'with no signature at all',
        async () => {
          const none = Buffer.from('{"alg":"none","typ":"secevent+jwt"}').toString('base64url');
          return `${none}.${Buffer.from(JSON.stringify(claimsOf())).toString('base64url')}.`;
        },
      ],
      ['for another audience', () => signed({ ...claimsOf(), aud: 'https://partner.test/devices' })],
      ['for the issuer’s clients, and not its devices', () => signed({ ...claimsOf(), aud: stack.issuer })],
      ['by another issuer', () => signed({ ...claimsOf(), iss: 'https://other.test' })],
      ['that is the device’s own access token', async () => victim.accessToken],
      ['that is an event under an access token’s type', () => signed(claimsOf(), { typ: 'at+jwt' })],
      [
        'that is true of another session',
        () => signed(claimsOf({ predicate: { type: 'session', sid: crypto.randomUUID() } })),
      ],
      [
        'that is true of the sessions before this one',
        () =>
          signed(
            claimsOf({
              predicate: { type: 'account', sub: victim.session.sub, cutoff: victim.session.seq - 1 },
            }),
          ),
      ],
      [
        'whose predicate was changed after it was signed',
        async () => {
          const other = claimsOf({ predicate: { type: 'session', sid: crypto.randomUUID() } });
          const changed = structuredClone(other) as { events: Record<string, Record<string, unknown>> };
          changed.events[CAEP_SESSION_REVOKED]![PREDICATE] = { type: 'session', sid: victim.sid };
          return withPayload(await signed(other), changed);
        },
      ],
    ])('%s changes nothing', async (_, forged) => {
      const event = await forged();
      victim.forget();
      const before = JSON.stringify(victim.disk.record);
      liar.say({ type: 'session-revoked', event });
      await victim.hears('event-refused');
      expect(JSON.stringify(victim.disk.record)).toBe(before);
      expect(victim.data).toMatchObject({ playing: true, wipes: 0 });
      expect(liar.heard.some(({ type }) => type === 'receipt')).toBe(false);
      await victim.ping();
    });

    it('a close that says “revoked” wipes nothing either: the device asks its issuer, and comes back', async () => {
      victim.forget();
      liar.closeAll(4501);
      await victim.hears('stopped-playing');
      await victim.hears('online');
      expect(victim.disk.record.grant).not.toBeNull();
      expect(victim.data.wipes).toBe(0);
    });

    it('believes the one the issuer did sign, from whatever mouth it comes', async () => {
      const { id } = await person.revokeSession(victim.sid);
      await person.blocked(id);
      liar.say({ type: 'session-revoked', event: await signed(claimsOf()) });
      await victim.hears('signed-out');
      expect(victim.data.files.size).toBe(0);
    });
  });

  it('put into the stream of events by somebody who can write there ends no session, and stops no sign-out', async () => {
    victim = await linked();
    const stream = await KafkajsEventStream.open({
      brokers: stack.room.brokers.split(','),
      clientId: 'test',
    });
    for (const value of [
      await signed(claimsOf(), { sign: aForeignSign() }),
      await signed({ ...claimsOf(), aud: 'https://partner.test/devices' }),
      victim.accessToken,
      'no token',
    ]) {
      await stream.publish({
        topic: topicName('securityEvents', stack.room.prefix),
        key: victim.session.sub,
        value,
        headers: { type: 'set', txn: crypto.randomUUID() },
      });
    }
    await stream.close();
    const other = await linked({ kind: 'phone' });
    const { id } = await person.revokeSession(other.sid);
    await other.hears('receipt-stored');
    await person.settled(id);
    await victim.ping();
    expect(victim.saw('signed-out') || victim.saw('stopped-playing')).toBe(false);
    expect(await person.session(victim.sid)).toMatchObject({ state: 'active' });
  });
});
