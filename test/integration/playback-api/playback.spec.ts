import { aStack, type Stack } from '../../support/stack/a-stack.js';
import { enrolled } from '../../support/stack/enrolled.js';
import { Person } from '../../support/stack/person.js';
import { aPlayback, type Playback } from '../../support/playback-api/a-playback.js';
import { WirePlayer } from '../../support/playback-api/wire-player.js';

describe('the playback API', () => {
  let stack: Stack;
  let playback: Playback;
  let person: Person;
  const players: WirePlayer[] = [];

  beforeAll(async () => {
    stack = await aStack({ name: 'playback-api' });
    playback = await aPlayback(stack, { name: 'playback-api-1' });
    person = await Person.signedUp(stack.accountUrl);
  });
  afterAll(async () => {
    for (const player of players) player.close();
    person?.close();
    await playback?.close();
    await stack?.close();
  });

  const aPlayer = async (whose = person, url = playback.url): Promise<WirePlayer & { sid: string }> => {
    const [device] = await enrolled(stack, whose, 1);
    const player = new WirePlayer(url, device!, stack.keys.ca);
    players.push(player);
    return Object.assign(player, { sid: device!.sid });
  };
  const firstProfile = async (player: WirePlayer): Promise<string> => {
    const { json } = await player.ask('GET', '/profiles');
    return (json['profiles'] as { id: string }[])[0]!.id;
  };
  const start = async (player: WirePlayer, titleId = 'first-light') =>
    player.ask('POST', '/streams', { body: { titleId, profileId: await firstProfile(player) } });

  it('shows two profiles, the same ones to every device of the account', async () => {
    const [tv, phone] = [await aPlayer(), await aPlayer()];
    const [seen, again] = await Promise.all([tv.ask('GET', '/profiles'), phone.ask('GET', '/profiles')]);
    expect(seen.status).toBe(200);
    expect(seen.json['profiles']).toHaveLength(2);
    expect(again.json).toEqual(seen.json);
  });

  it('plays a film: playlist, each segment with a proof of its own, nothing to be cached', async () => {
    const tv = await aPlayer();
    const { status, json } = await start(tv);
    expect(status).toBe(201);
    const playlist = await tv.ask('GET', json['playlist'] as string);
    expect(playlist.headers['content-type']).toContain('application/vnd.apple.mpegurl');
    expect(playlist.headers['cache-control']).toBe('no-store');
    const names = playlist.body
      .toString()
      .split('\n')
      .filter((line) => line.endsWith('.ts'));
    expect(names).toHaveLength(30);
    const segment = await tv.ask('GET', `/streams/${json['id'] as string}/${names[0]!}`);
    expect([segment.status, segment.headers['content-type'], segment.headers['cache-control']]).toEqual([
      200,
      'video/mp2t',
      'no-store',
    ]);
    expect(segment.body[0]).toBe(0x47);
    expect(segment.body.length % 188).toBe(0);
  });
});
