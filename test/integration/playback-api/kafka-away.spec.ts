import { aPlayback, type Playback } from '../../support/playback-api/a-playback.js';
import { Cinema, type Player } from '../../support/playback-api/cinema.js';
import { aStack, type Stack } from '../../support/stack/a-stack.js';
import { OwnKafka } from '../../support/stack/own-kafka.js';
import type { Person } from '../../support/stack/person.js';
import { until } from '../../support/account-api/until.js';

const GRACE_MS = 600_000;

describe('a playback API that cannot hear of revocations', () => {
  let kafka: OwnKafka;
  let stack: Stack;
  let strict: Playback;
  let lenient: Playback;
  let cinemas: { readonly strict: Cinema; readonly lenient: Cinema };
  let owner: Person;
  let tv: Player;
  let phone: Player;
  let withGrace: Player;
  let segment: string;

  beforeAll(async () => {
    kafka = await OwnKafka.start();
    stack = await aStack({ name: 'kafka-away', gateways: 0, brokers: kafka.brokers });
    strict = await aPlayback(stack, { name: 'kafka-away-strict' });
    lenient = await aPlayback(stack, {
      name: 'kafka-away-lenient',
      env: { SIGNOFF_PLAYBACK_SEGMENT_GRACE_MS: String(GRACE_MS) },
    });
    cinemas = { strict: new Cinema(stack, strict), lenient: new Cinema(stack, lenient) };
    owner = await cinemas.strict.aPerson();
    [tv, phone] = [await cinemas.strict.aPlayer(owner), await cinemas.strict.aPlayer(owner)];
    withGrace = await cinemas.lenient.aPlayer(await cinemas.lenient.aPerson());
    segment = `${await cinemas.lenient.playing(withGrace)}/0.ts`;
  });
  afterAll(async () => {
    cinemas?.strict.close();
    cinemas?.lenient.close();
    await Promise.all([strict?.close(), lenient?.close()]);
    await stack?.close();
    await kafka?.close();
  });

  const notFresh = ({ internalUrl }: Playback) =>
    until('it notices', async () => (await fetch(`${internalUrl}/health/ready`)).status === 503);

  it('asks the account API while Kafka is away: films go on, and end when their session is signed out', async () => {
    const [onTv, onPhone] = [await cinemas.strict.watching(tv), await cinemas.strict.watching(phone)];
    await kafka.kill();
    await Promise.all([notFresh(strict), notFresh(lenient)]);
    const { id } = await owner.revokeSession(tv.sid);
    await onTv.ended;
    expect(onTv.error?.code).toBe('ECONNRESET');
    expect(await cinemas.strict.streamed(tv.sid)).toMatchObject({ bytesAfterRevoked: 0, playing: null });
    expect((await tv.ask('GET', '/profiles')).json['code']).toBe('session_revoked');
    expect((await phone.ask('GET', '/profiles')).status).toBe(200);
    expect(await onPhone.goesOn()).toBe(true);
    // No event left and no report came: both points showed by their polls that they have it.
    expect((await owner.blocked(id, 60_000)).points).toBe(2);
  });

  it('refuses everybody once nobody answers, but for what has a grace', async () => {
    const onPhone = await cinemas.strict.watching(phone);
    await stack.accountApis[0]!.process.kill();
    await onPhone.ended;
    const { status, json, headers } = await phone.ask('GET', '/profiles');
    expect([status, json['code'], json['device'], headers['retry-after']]).toEqual([
      503,
      'not_fresh',
      'retry',
      '1',
    ]);
    expect((await withGrace.ask('GET', segment)).status).toBe(200);
    for (const path of ['/payment-methods', '/profiles']) {
      expect((await withGrace.ask('GET', path)).json['code']).toBe('not_fresh');
    }
  });
});
