import type { RequestListener } from 'node:http';
import fc from 'fast-check';
import { aDatabase, type TestDatabase } from '#libs/database/testing';
import { aGuard, aSession, WirePlayer, type TestGuard } from '#libs/resource-server/testing';
import { openListeners, openLogger, openMetrics, type Listeners } from '#libs/service-runtime';
import { playbackApiConfig } from '../../../apps/playback-api/src/config.js';
import { createPlaybackApi, type PlaybackApi } from '../../../apps/playback-api/src/playback.js';
import { Film } from '../../../apps/playback-api/src/streams/film.js';
import { StreamMeter } from '../../../apps/playback-api/src/streams/stream-meter.js';
import { anyRequestTo, sent, unregistered, type AnyRequest } from './any-request.js';
import { PLAYBACK_API } from './playback-rules.js';

const REQUESTS = 1_500;
const AT_ONCE = 8;
const MEMBERS = ['profile', 'profileId', 'titleId', 'positionS', 'id', 'name', 'limit', 'after', '__proto__'];

describe('the playback API, asked anything', () => {
  let made: TestDatabase;
  let listeners: Listeners;
  let api: PlaybackApi;
  let test: TestGuard;
  let url: string;
  let wire: WirePlayer;
  let token: string;
  beforeAll(async () => {
    let handler: RequestListener = () => {};
    listeners = await openListeners((request, response) => void handler(request, response), {
      plain: { port: 0 },
      internal: { port: 0 },
    });
    url = `http://127.0.0.1:${listeners.ports.plain}`;
    made = await aDatabase();
    test = aGuard({ origins: [url] });
    const config = {
      ...playbackApiConfig.load({ DATABASE_URL: made.url, KAFKA_BROKERS: 'localhost:1' }),
      publicUrls: [url],
    };
    api = await createPlaybackApi({
      config,
      database: made.database,
      film: await Film.read(config.filmDir),
      guard: test.guard,
      point: test.point,
      meter: new StreamMeter(),
      logger: openLogger('playback-api', { level: 'silent' }),
      metrics: openMetrics('playback-api', { process: false }),
    });
    handler = api.handler;
    const session = aSession();
    token = await test.issuer.token(session);
    wire = new WirePlayer(url, { accessToken: token, key: session.key });
    await wire.ask('GET', '/profiles');
  });
  afterAll(async () => {
    wire?.close();
    await listeners?.close(0);
    await api?.close();
    await made?.drop();
  });

  it(`answers ${REQUESTS} requests of whatever kind by its registry of errors, and never 500`, async () => {
    const seed = Math.floor(Math.random() * 2 ** 31);
    const requests = fc.sample(anyRequestTo(Object.keys(PLAYBACK_API), MEMBERS), { numRuns: REQUESTS, seed });
    const amiss: string[] = [];
    const statuses = new Set<number>();
    let asked = 0;
    const oneAfterAnother = async (): Promise<void> => {
      for (let one = requests.pop(); one !== undefined; one = requests.pop()) {
        const request = { ...one, headers: { ...one.headers, ...(await credentials(asked++, one)) } };
        const answer = await sent(url, request);
        statuses.add(answer.status);
        const why = unregistered(request, answer);
        if (why !== null) amiss.push(`${why}\n  to ${JSON.stringify(request).slice(0, 700)}`);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, oneAfterAnother));
    expect({ seed, amiss: amiss.slice(0, 10) }).toEqual({ seed, amiss: [] });
    expect([...statuses]).toEqual(expect.arrayContaining([200, 401, 404]));
    expect((await wire.ask('GET', '/profiles')).status).toBe(200);
  });

  /** Of a device that is signed in, for four of five. */
  async function credentials(n: number, { method, path }: AnyRequest): Promise<Record<string, string>> {
    if (n % 5 === 0) return {};
    const dpop = await wire.proof(method, path).catch(() => 'a.b.c');
    return { authorization: `DPoP ${token}`, dpop };
  }
});
