import { request, type RequestListener } from 'node:http';
import { randomUUID } from 'node:crypto';
import type { Express } from 'express';
import { aDatabase, type TestDatabase } from '#libs/database/testing';
import { ERRORS } from '#libs/errors';
import {
  aGuard,
  aKey,
  aSession,
  WirePlayer,
  type TestGuard,
  type TestSession,
} from '#libs/resource-server/testing';
import { openListeners, openLogger, openMetrics, type Listeners } from '#libs/service-runtime';
import { playbackApiConfig, type PlaybackApiConfig } from '../../../apps/playback-api/src/config.js';
import { createPlaybackApi, type PlaybackApi } from '../../../apps/playback-api/src/playback.js';
import { Film } from '../../../apps/playback-api/src/streams/film.js';
import { StreamMeter } from '../../../apps/playback-api/src/streams/stream-meter.js';
import { until } from '../../support/account-api/until.js';
import { PLAYBACK_API, type PlaybackRule, type Player } from './playback-rules.js';
import { amiss, middlewareOf, routesOf } from './routes.js';

const TABLE = 'test/integration/access/playback-rules.ts';

const rulesOf = <Who extends PlaybackRule['who']>(
  who: Who,
): [string, Extract<PlaybackRule, { who: Who }>][] =>
  Object.entries(PLAYBACK_API).filter(
    (entry): entry is [string, Extract<PlaybackRule, { who: Who }>] => entry[1].who === who,
  );
const split = (route: string): [method: string, path: string] => route.split(' ') as [string, string];

interface Asker extends Player {
  readonly session: TestSession;
  readonly token: string;
  readonly wire: WirePlayer;
}

/** The app as it is, before a guard as it is; only the issuer and the stream of revocations are stood in for. */
describe('every route of the playback API', () => {
  let made: TestDatabase;
  let listeners: Listeners;
  let api: PlaybackApi;
  let test: TestGuard;
  let url: string;
  let serve: (one: PlaybackApi) => void;
  let anApi: (settings?: Partial<PlaybackApiConfig>) => Promise<PlaybackApi>;
  let internalUrl: string;
  let ann: Asker;
  const wires: WirePlayer[] = [];

  beforeAll(async () => {
    let handler: RequestListener = () => {};
    serve = (one) => (handler = one.handler);
    listeners = await openListeners((request, response) => void handler(request, response), {
      plain: { port: 0 },
      internal: { port: 0 },
    });
    url = `http://127.0.0.1:${listeners.ports.plain}`;
    internalUrl = `http://127.0.0.1:${listeners.ports.internal}`;
    made = await aDatabase();
    test = aGuard({ origins: [url] });
    const config = {
      ...playbackApiConfig.load({ DATABASE_URL: made.url, KAFKA_BROKERS: 'localhost:1' }),
      publicUrls: [url],
      allowedOrigins: ['http://tv.test'],
    };
    const film = await Film.read(config.filmDir);
    anApi = (settings) =>
      createPlaybackApi({
        config: { ...config, ...settings },
        database: made.database,
        film,
        guard: test.guard,
        point: test.point,
        meter: new StreamMeter(),
        logger: openLogger('playback-api', { level: 'silent' }),
        metrics: openMetrics('playback-api', { process: false }),
      });
    api = await anApi();
    serve(api);
    ann = await anAsker();
  });
  afterAll(async () => {
    for (const wire of wires) wire.close();
    await listeners?.close(0);
    await api?.close();
    await made?.drop();
  });

  const wireOf = (token: string, key: TestSession['key']): WirePlayer => {
    const wire = new WirePlayer(url, { accessToken: token, key });
    wires.push(wire);
    return wire;
  };
  /** A device of an account of its own, that plays a film. */
  async function anAsker(): Promise<Asker> {
    const session = aSession();
    const token = await test.issuer.token(session);
    const wire = wireOf(token, session.key);
    const { json } = await wire.ask('GET', '/profiles');
    const profileId = (json['profiles'] as { id: string }[])[0]!.id;
    const stream = await wire.ask('POST', '/streams', { body: { titleId: 'salt', profileId } });
    return { session, token, wire, profileId, streamId: stream.json['id'] as string };
  }
  const historyOf = async ({ wire, profileId }: Asker): Promise<unknown> =>
    (await wire.ask('GET', `/profiles/${profileId}/history`)).json;

  it('has a rule, and every rule a route', () => {
    const app: Express = api.handler;
    expect(amiss(routesOf(app), PLAYBACK_API, TABLE)).toEqual([]);
    // Each may answer by itself: one more is one more thing to have a rule for, in the table or in a spec.
    expect(middlewareOf(app)).toHaveLength(MIDDLEWARE);
    app.get('/planted', (_, response) => void response.end());
    expect(amiss(routesOf(app), PLAYBACK_API, TABLE)).toEqual([
      expect.stringContaining(`GET /planted has no rule. Add it to ${TABLE}`),
    ]);
  });

  describe.each(rulesOf('device'))('%s', (route, rule) => {
    const [method, pattern] = split(route);
    const asked = (player: Player): { path: string; options: { body?: object } } => {
      const { path = pattern, body } = rule.ask?.(player) ?? {};
      return { path, options: body === undefined ? {} : { body } };
    };

    it('is refused without a token and a proof by its key, whatever else is sent', async () => {
      const { path, options } = asked(ann);
      const noProof = { ...options, headers: { dpop: undefined } };
      const others: Record<string, string | undefined>[] = [
        { authorization: undefined, dpop: undefined },
        { authorization: undefined, cookie: `signoff=${'x'.repeat(43)}` },
        { authorization: `Bearer ${ann.token}`, dpop: undefined },
        { authorization: undefined, dpop: undefined, cookie: `signoff=${ann.token}` },
      ];
      const answers = [
        await ann.wire.once(method, path, noProof),
        // A thief's key, for a token that is not bound to it.
        await wireOf(ann.token, aKey()).ask(method, path, options),
        await wireOf('not.a.token', ann.session.key).ask(method, path, options),
        ...(await Promise.all(others.map((headers) => ann.wire.once(method, path, { ...options, headers })))),
      ];
      expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 401));
    });

    it(
      rule.refused === undefined
        ? 'speaks to another account of that one’s own things alone'
        : `tells another account ${rule.refused}, as of what never was`,
      async () => {
        const [victim, other] = [await anAsker(), await anAsker()];
        const before = await historyOf(victim);
        const { refused } = rule;
        const reach = asked(refused ? victim : other);
        const answer = await other.wire.ask(method, reach.path, reach.options);
        if (refused) {
          const never = asked({ profileId: randomUUID(), streamId: randomUUID() });
          const told = await other.wire.ask(method, never.path, never.options);
          expect([answer.status, answer.json['code']]).toEqual([ERRORS[refused].http, refused]);
          expect(told.json).toEqual(answer.json);
        } else {
          expect(answer.status).toBeLessThan(300);
        }
        for (const known of [victim.session.sub, victim.session.sid, victim.profileId, victim.streamId])
          expect(answer.body.toString('latin1')).not.toContain(known);
        expect(await historyOf(victim)).toEqual(before);
        expect((await victim.wire.ask('GET', `/streams/${victim.streamId}/playlist.m3u8`)).status).toBe(200);
      },
    );

    it('is refused once its session is signed out, and while another of the account goes on', async () => {
      const [tv, key] = [await anAsker(), aKey()];
      const phone = aSession({ sub: tv.session.sub, key });
      const { path, options } = asked(tv);
      await test.point.revoke({ type: 'session', sid: tv.session.sid });
      const { status } = await tv.wire.ask(method, path, options);
      expect(status).toBe(401);
      const other = wireOf(await test.issuer.token(phone), key);
      expect((await other.ask('GET', '/profiles')).status).toBe(200);
    });

    it('is not for a page of an origin that is not configured', async () => {
      const { path, options } = asked(ann);
      const preflight = await fetch(url + path, {
        method: 'OPTIONS',
        headers: { origin: 'http://localhost:1', 'access-control-request-method': method },
      });
      expect(preflight.headers.get('access-control-allow-origin')).toBeNull();
      const answer = await ann.wire.once(method, path, {
        ...options,
        headers: { origin: 'http://localhost:1', authorization: undefined },
      });
      expect(answer.headers['access-control-allow-origin']).toBeUndefined();
    });

    it('is not there on the internal listener, token and proof or not', async () => {
      const { path, options } = asked(ann);
      const { body } = options;
      const response = await fetch(internalUrl + path, {
        method,
        headers: {
          authorization: `DPoP ${ann.token}`,
          dpop: await ann.wire.proof(method, path),
          ...(body && { 'content-type': 'application/json' }),
        },
        ...(body && { body: JSON.stringify(body) }),
      });
      expect([response.status, ((await response.json()) as { code: string }).code]).toEqual([
        404,
        'route_not_found',
      ]);
    });

    it('is answered to its own device, so that what is refused above is refused for its reason', async () => {
      const asker = await anAsker();
      const { path, options } = asked(asker);
      const incoming = await asker.wire.open(method, path, options);
      expect(incoming.statusCode).toBeLessThan(300);
      incoming.destroy();
    });
  });

  it.each(rulesOf('internal'))('%s is there on the internal listener alone', async (route) => {
    const [method, path] = split(route);
    const { status, json } = await ann.wire.ask(method, path);
    expect([status, json['code']]).toEqual([404, 'route_not_found']);
    expect((await fetch(internalUrl + path)).status).toBe(200);
  });

  describe('when there is as much to do as it can', () => {
    let small: PlaybackApi;
    beforeEach(async () => {
      small = await anApi({ maxRequests: 1, maxOpenFilms: 1 });
      serve(small);
    });
    afterEach(async () => {
      serve(api);
      await small.close();
    });

    const askedByAPage = async (path: string): Promise<readonly unknown[]> => {
      const response = await fetch(url + path, { headers: { origin: 'http://tv.test' } });
      const { code, device } = (await response.json()) as { code: string; device: string };
      const { headers } = response;
      const readable = headers.get('access-control-allow-origin') === 'http://tv.test';
      return [response.status, code, device, headers.get('retry-after'), readable];
    };
    const OVERLOADED = [503, 'overloaded', 'retry', '1', true];

    it('refuses at once, so that a page can read when to come again; health is told all the same', async () => {
      // Its body never comes.
      const unfinished = request(`${url}/streams`, {
        method: 'POST',
        agent: false,
        headers: { 'content-type': 'application/json', 'content-length': '9' },
      });
      unfinished.on('error', () => {});
      unfinished.flushHeaders();
      const isRefused = async (): Promise<boolean> => (await askedByAPage('/profiles'))[0] === 503;
      await until('it is held', isRefused);
      expect(await askedByAPage('/profiles')).toEqual(OVERLOADED);
      expect((await fetch(`${internalUrl}/health/ready`)).status).toBe(200);
      unfinished.destroy();
      await until('there is room again', async () => !(await isRefused()));
    });

    it('counts films that play as one response apart from all else', async () => {
      const film = `/streams/${ann.streamId}/film.ts`;
      const playing = await ann.wire.open('GET', film);
      expect(playing.statusCode).toBe(200);
      expect(await askedByAPage(film)).toEqual(OVERLOADED);
      expect((await ann.wire.ask('GET', '/profiles')).status).toBe(200);
      playing.destroy();
      await until('there is room again', async () => (await askedByAPage(film))[0] !== 503);
    });

    it('sends everybody elsewhere while it drains, and is not ready', async () => {
      small.drain();
      expect(await askedByAPage('/profiles')).toEqual([503, 'shutting_down', 'retry', '1', true]);
      const ready = await fetch(`${internalUrl}/health/ready`);
      expect([ready.status, await ready.json()]).toEqual([
        503,
        { ok: false, checks: { process: 'shutting down' } },
      ]);
    });
  });
});

/** Of the playback API: see `createPlaybackApi`. */
const MIDDLEWARE = 9;
