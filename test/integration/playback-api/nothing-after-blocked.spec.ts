import { aPlayback, type Playback } from '../../support/playback-api/a-playback.js';
import { Cinema } from '../../support/playback-api/cinema.js';
import { aStack, type Stack } from '../../support/stack/a-stack.js';

describe('a film in mid-scene', () => {
  let stack: Stack;
  let playback: Playback;
  let cinema: Cinema;

  beforeAll(async () => {
    stack = await aStack({ name: 'nothing-after-blocked' });
    playback = await aPlayback(stack, { name: 'nothing-after-blocked-1' });
    cinema = new Cinema(stack, playback);
  });
  afterAll(async () => {
    cinema?.close();
    await playback?.close();
    await stack?.close();
  });

  it.each(['plain', 'tls'])(
    'ends by a reset when its device is signed out, before anyone is told that it is blocked (%s)',
    async (listener) => {
      const url = listener === 'tls' ? playback.tlsUrl : playback.url;
      const owner = await cinema.aPerson();
      const [tv, phone] = [await cinema.aPlayer(owner, url), await cinema.aPlayer(owner, url)];
      const [onTv, onPhone] = [await cinema.watching(tv), await cinema.watching(phone)];
      const { id } = await owner.revokeSession(tv.sid);
      const blocked = owner.blocked(id).then(() => performance.now());
      const endedAt = await onTv.ended;
      expect(onTv.error?.code).toBe('ECONNRESET');
      expect(endedAt).toBeLessThanOrEqual(await blocked);
      expect(onTv.lastByteAt).toBeLessThanOrEqual(endedAt);

      const atEnd = await cinema.streamed(tv.sid);
      expect(atEnd).toMatchObject({ bytesAfterRevoked: 0, playing: null });
      expect(atEnd!.bytes).toBeGreaterThanOrEqual(onTv.bytes);
      const again = await tv.ask('GET', '/profiles');
      expect([again.status, again.json['code'], again.json['device']]).toEqual([
        401,
        'session_revoked',
        'stop',
      ]);
      expect(await onPhone.goesOn()).toBe(true);
      // What it is told since is an error, and nothing of the film.
      expect(await cinema.streamed(tv.sid)).toEqual(atEnd);
    },
  );

  it('is counted, for whoever watches over the service', async () => {
    const figure = async (name: string): Promise<number> => {
      const text = await (await fetch(`${playback.internalUrl}/metrics`)).text();
      return Number(new RegExp(`^signoff_resource_server_${name}\\{.*\\} (\\d+)$`, 'm').exec(text)?.[1]);
    };
    const owner = await cinema.aPerson();
    const tv = await cinema.aPlayer(owner);
    const onTv = await cinema.watching(tv);
    const [inFlight, ended] = [await figure('responses_in_flight'), await figure('responses_ended_total')];
    await owner.blocked((await owner.revokeSession(tv.sid)).id);
    await onTv.ended;
    expect(await figure('responses_in_flight')).toBe(inFlight - 1);
    expect(await figure('responses_ended_total')).toBe(ended + 1);
    expect(await figure('fresh')).toBe(1);
  });

  it('ends for every device of the account but the one that presses', async () => {
    const owner = await cinema.aPerson();
    const [tv, phone] = [await cinema.aPlayer(owner), await cinema.aPlayer(owner)];
    const watching = [await cinema.watching(tv), await cinema.watching(phone)];
    const other = await cinema.watching(await cinema.aPlayer(await cinema.aPerson()));
    const { id } = await owner.revokeAll({ exceptSid: owner.sid });
    await Promise.all(watching.map(({ ended }) => ended));
    await owner.blocked(id);
    for (const { sid } of [tv, phone]) expect((await cinema.streamed(sid))?.bytesAfterRevoked).toBe(0);
    expect(await other.goesOn()).toBe(true);
  });

  it('does not go on when its server was frozen while its device was signed out', async () => {
    const owner = await cinema.aPerson();
    const tv = await cinema.aPlayer(owner);
    const onTv = await cinema.watching(tv);
    playback.process.freeze();
    let bytesWhenBlocked: number;
    try {
      const { id } = await owner.revokeSession(tv.sid);
      // Nobody waits for it for ever: it is counted out, and must have fenced itself by then.
      await owner.blocked(id, 30_000);
      bytesWhenBlocked = onTv.bytes;
    } finally {
      playback.process.resume();
    }
    await onTv.ended;
    expect(onTv.bytes).toBe(bytesWhenBlocked);
    expect((await tv.ask('GET', '/profiles')).json['code']).toBe('session_revoked');
  });
});
