// Long on purpose: what holds for every route is asked of every route, from one table.
import { randomInt, randomUUID } from 'node:crypto';
import type { Express } from 'express';
import { ERRORS } from '#libs/errors';
import { signReceipt } from '#libs/security-event';
import { OIDC_PATHS } from '../../../apps/account-api/src/app.js';
import { aDevice, aKey } from '../../support/account-api/account.js';
import { LinkedWorld, type LinkedTv } from '../../support/account-api/linked-world.js';
import { WireOperator } from '../../support/account-api/wire-operator.js';
import { ACCOUNT_API, type AccountRule, type Home } from './account-api-rules.js';
import { amiss, middlewareOf, routesOf } from './routes.js';

const TABLE = 'test/integration/access/account-api-rules.ts';

type RuleOf<Who extends AccountRule['who']> = Extract<AccountRule, { who: Who }>;
const rulesOf = <Who extends AccountRule['who']>(who: Who): [string, RuleOf<Who>][] =>
  Object.entries(ACCOUNT_API).filter((entry): entry is [string, RuleOf<Who>] => entry[1].who === who);
const split = (route: string): [method: string, path: string] => route.split(' ') as [string, string];
const isWrite = (route: string): boolean => !route.startsWith('GET ');

describe('every route of the account API', () => {
  let world: LinkedWorld;
  let ann: Home;
  let tv: LinkedTv;
  let olga: WireOperator;
  /** Made by her, and waits for another's approval: all that an operator may do with it is refused to her. */
  let campaignId: string;

  beforeAll(async () => {
    world = await LinkedWorld.open({ config: { campaignApprovalAbove: 0 } });
    ann = await aHome();
    tv = await world.aLinkedTv(ann.person);
    olga = await WireOperator.signedIn(world.api.url, world.installation.database);
    campaignId = (await olga.make({ accounts: [ann.person.sub] })).body['id'] as string;
    await olga.ask('GET', '/wall');
  });
  afterAll(() => world?.close());

  const anAddress = (): string => `198.51.${randomInt(256)}.${randomInt(1, 255)}`;
  async function aHome(): Promise<Home> {
    const { api, installation } = world;
    const person = await world.aPerson(anAddress());
    const [kept, gone] = [
      await aDevice(api, installation.database, person.sub),
      await aDevice(api, installation.database, person.sub),
    ];
    const { userCode } = await world.aTv().code();
    await person.approve(userCode);
    const { id } = await api.revokeSession.revoke(person.sub, gone.sid);
    return { person, tvSid: kept.sid, revocationId: id, userCode };
  }

  /** As it comes, with nothing added. */
  const ask = async (
    route: string,
    {
      at = world.api.url,
      path = split(route)[1],
      body,
      headers = {},
    }: {
      at?: string;
      path?: string | undefined;
      body?: object | undefined;
      headers?: Record<string, string>;
    } = {},
  ): Promise<{ status: number; code: unknown; text: string; headers: Headers }> => {
    const leave = new AbortController();
    const send = at.startsWith('https:') ? world.fetchTls : fetch;
    const response = await send(at + path, {
      method: split(route)[0],
      headers: { ...(body && { 'content-type': 'application/json' }), ...headers },
      ...(body && { body: JSON.stringify(body) }),
      signal: leave.signal,
    });
    const endless = response.headers.get('content-type')?.includes('event-stream') === true;
    const text = endless ? '' : await response.text();
    if (endless) leave.abort();
    const isJson = response.headers.get('content-type')?.includes('json') === true;
    const code = isJson ? (JSON.parse(text) as { code?: unknown }).code : undefined;
    return { status: response.status, code, text, headers: response.headers };
  };
  const withCookie = ({ person }: Home, origin = world.api.url): Record<string, string> => ({
    cookie: person.cookie,
    origin,
    'x-forwarded-for': anAddress(),
  });
  /** What another could have changed. */
  const stateOf = async ({ person }: Home): Promise<unknown> => {
    const { body } = await person.ask('GET', '/api/sessions');
    const sessions = body['sessions'] as { sid: string; name: string; state: string }[];
    return sessions.map(({ sid, name, state }) => ({ sid, name, state }));
  };

  it('has a rule, and every rule a route', () => {
    const app: Express = world.api.nest.getHttpAdapter().getInstance();
    const oidc = OIDC_PATHS.map((path) =>
      Object.keys(ACCOUNT_API).find((route) => route.endsWith(` ${path}`)),
    );
    expect(oidc).not.toContain(undefined);
    expect(amiss([...routesOf(app), ...(oidc as string[])], ACCOUNT_API, TABLE)).toEqual([]);
    // Each may answer by itself: one more is one more thing to have a rule for, in the table or in a spec.
    expect(middlewareOf(app)).toHaveLength(MIDDLEWARE);
    app.get('/api/planted', (_, response) => void response.end());
    expect(amiss([...routesOf(app), ...(oidc as string[])], ACCOUNT_API, TABLE)).toEqual([
      expect.stringContaining(`GET /api/planted has no rule. Add it to ${TABLE}`),
    ]);
  });

  it.each(['/', '/activate', '/api/me', '/api/nowhere', '/jwks'])(
    '%s runs no script but our own',
    async (path) => {
      const { headers } = await ask(`GET ${path}`);
      const policy = headers.get('content-security-policy') ?? '';
      expect(policy).toContain("default-src 'none'");
      expect(policy).toMatch(/script-src 'self'(;|$)/);
      expect(policy).toMatch(/style-src 'self'(;|$)/);
      expect(policy).not.toMatch(/unsafe|\*/);
      expect(headers.get('x-content-type-options')).toBe('nosniff');
    },
  );

  it.each(rulesOf('anyone'))('%s is there for anyone', async (route, { body, answers }) => {
    const headers = isWrite(route) ? { origin: world.api.url } : {};
    const { status, text } = await ask(route, { body, headers });
    expect(status).toBe(answers);
    // A private P-256 key has a `d`.
    expect(text).not.toMatch(/"d":|password_hash|secret/);
  });

  describe.each(rulesOf('browser'))('%s', (route, rule) => {
    const asked = (home: Home) => rule.ask?.(home) ?? {};

    it('is refused to who is not signed in, and to a device’s tokens in whatever place', async () => {
      const { accessToken, refreshToken, tv: device } = tv;
      const proof = await device.proof(split(route)[1], {
        htm: split(route)[0],
        htu: world.api.url + split(route)[1],
      });
      const credentials: Record<string, string>[] = [
        {},
        { authorization: `DPoP ${accessToken}`, dpop: proof },
        { authorization: `Bearer ${accessToken}` },
        { cookie: `signoff=${accessToken}` },
        { cookie: `signoff=${refreshToken}` },
        { cookie: ann.person.cookie.replace('signoff=', '__Host-signoff=') },
      ];
      for (const headers of credentials) {
        const answer = await ask(route, { ...asked(ann), headers: { origin: world.api.url, ...headers } });
        expect([answer.status, answer.code]).toEqual([401, 'sign_in_required']);
      }
    });

    it(
      rule.refused === undefined
        ? 'speaks to another account of that one’s own things alone'
        : `tells another account ${rule.refused}, and does nothing`,
      async () => {
        const [victim, other] = [await aHome(), await aHome()];
        const before = await stateOf(victim);
        const { refused } = rule;
        const answer = await ask(route, { ...asked(refused ? victim : other), headers: withCookie(other) });
        if (refused) expect([answer.status, answer.code]).toEqual([ERRORS[refused].http, refused]);
        else expect(answer.status).toBeLessThan(300);
        const { person, tvSid, revocationId } = victim;
        for (const known of [person.sub, person.sid, person.email, revocationId])
          expect(answer.text).not.toContain(known);
        if (!refused) expect(answer.text).not.toContain(tvSid);
        expect(await stateOf(victim)).toEqual(before);
        await expect(person.signIn()).resolves.toBe(person);
      },
    );

    if (isWrite(route)) {
      it('is refused to a page of another origin, and to who names none, with the owner’s own cookie', async () => {
        const home = await aHome();
        const before = await stateOf(home);
        const { hostname, port } = new URL(world.api.url);
        const { origin: _, ...noOrigin } = withCookie(home);
        const foreign = [
          `http://${hostname}:${Number(port) + 1}`,
          `http://localhost:${port}`,
          `https://${hostname}:${port}`,
          `${world.api.url}.evil.example`,
          'null',
        ].map((origin) => withCookie(home, origin));
        for (const headers of [noOrigin, ...foreign]) {
          const answer = await ask(route, { ...asked(home), headers });
          expect([answer.status, answer.code]).toEqual([403, 'origin_not_allowed']);
        }
        expect(await stateOf(home)).toEqual(before);
      });
    } else {
      it('is not for a page of another origin to read', async () => {
        const { headers } = await ask(route, {
          ...asked(ann),
          headers: withCookie(ann, 'http://localhost:1'),
        });
        expect(headers.get('access-control-allow-origin')).toBeNull();
      });
    }

    if (rule.refused !== 'user_code_used') {
      it('is answered to its owner, so that what is refused above is refused for its reason', async () => {
        const home = await aHome();
        const { status } = await ask(route, { ...asked(home), headers: withCookie(home) });
        expect(status).toBeLessThan(300);
      });
    }
  });

  describe.each(rulesOf('operator'))('%s', (route, rule) => {
    const asked = () => rule.ask?.(campaignId) ?? {};
    const asOlga = (origin = world.api.url): Record<string, string> => ({ cookie: olga.cookie, origin });
    const standing = async (): Promise<unknown> => {
      const campaigns = await world.installation.database.query('SELECT id, status FROM campaigns');
      return [campaigns, await stateOf(ann)];
    };

    it('is refused to every account’s owner and every device, in whatever place', async () => {
      const before = await standing();
      const { accessToken, refreshToken } = tv;
      const secret = ann.person.cookie.replace('signoff=', '');
      const credentials: Record<string, string>[] = [
        {},
        { cookie: ann.person.cookie },
        { cookie: `signoff-operator=${secret}` },
        { cookie: `signoff-operator=${accessToken}` },
        { cookie: `signoff-operator=${refreshToken}` },
        { cookie: olga.cookie.replace('signoff-operator=', '__Host-signoff-operator=') },
        { authorization: `Bearer ${olga.cookie.replace('signoff-operator=', '')}` },
      ];
      for (const headers of credentials) {
        const answer = await ask(route, { ...asked(), headers: { origin: world.api.url, ...headers } });
        expect([answer.status, answer.code]).toEqual([401, 'sign_in_required']);
      }
      expect(await standing()).toEqual(before);
    });

    it('is answered to an operator', async () => {
      const before = await standing();
      const { status, code } = await ask(route, { ...asked(), headers: asOlga() });
      if (rule.answers === undefined) expect(status).toBeLessThan(300);
      else expect([status, code]).toEqual([ERRORS[rule.answers].http, rule.answers]);
      expect(await standing()).toEqual(before);
    });

    if (isWrite(route)) {
      it('is refused to a page of another origin, and to who names none, with an operator’s cookie', async () => {
        const { origin: _, ...noOrigin } = asOlga();
        for (const headers of [noOrigin, asOlga('http://localhost:1'), asOlga('null')]) {
          const answer = await ask(route, { ...asked(), headers });
          expect([answer.status, answer.code]).toEqual([403, 'origin_not_allowed']);
        }
      });
    } else {
      it('is not for a page of another origin to read', async () => {
        const { headers } = await ask(route, { ...asked(), headers: asOlga('http://localhost:1') });
        expect(headers.get('access-control-allow-origin')).toBeNull();
      });
    }
  });

  it.each(rulesOf('browser').filter(([route]) => route.startsWith('GET ')))(
    '%s is refused to an operator, in whatever place',
    async (route, rule) => {
      const secret = olga.cookie.replace('signoff-operator=', '');
      for (const cookie of [olga.cookie, `signoff=${secret}`]) {
        const answer = await ask(route, { ...rule.ask?.(ann), headers: { cookie, origin: world.api.url } });
        expect([answer.status, answer.code]).toEqual([401, 'sign_in_required']);
      }
    },
  );

  it.each(rulesOf('anyone').filter(([route]) => route.includes('/api/') && isWrite(route)))(
    '%s is refused to a page of another origin, though it needs no credential',
    async (route, { body }) => {
      const headers = { origin: 'http://localhost:1' };
      expect((await ask(route, { body, headers })).code).toBe('origin_not_allowed');
    },
  );

  it.each(rulesOf('device'))(
    '%s is for the device’s own key: no cookie, and no other key',
    async (route, { form, stranger }) => {
      const path = split(route)[1];
      const sent = form(tv);
      const noProof = await world.fetchTls(world.api.issuer + path, {
        method: 'POST',
        headers: {
          'content-type': 'application/x-www-form-urlencoded',
          authorization: `Bearer ${tv.accessToken}`,
          cookie: `${ann.person.cookie}; __Host-${ann.person.cookie}`,
          origin: world.api.issuer,
        },
        body: new URLSearchParams(sent).toString(),
      });
      expect(noProof.status).toBeGreaterThanOrEqual(400);
      expect(['use_dpop_nonce', 'invalid_dpop_proof', 'invalid_request']).toContain(
        ((await noProof.json()) as { error?: string }).error,
      );
      const thief = world.aTv();
      const { status, body } = await thief.post(path, sent);
      expect([status, body]).toMatchObject(stranger as [number, object]);
      // The right key goes on: nothing was ended.
      expect((await tv.tv.refresh(tv.refreshToken)).status).toBe(200);
    },
  );

  it.each(rulesOf('signature'))('%s takes no cookie for a signature', async (route) => {
    const event = { jti: randomUUID(), payload: 'x' };
    const claims = { jti: randomUUID(), aud: world.api.issuer, iat: 0, sid: ann.tvSid, wiped: [] };
    const { jwk, sign } = aKey();
    const receipt = await signReceipt({ ...claims, event_jti: event.jti, event_hash: 'x' }, jwk, sign);
    const response = await fetch(world.api.url + split(route)[1], {
      method: 'POST',
      headers: { ...withCookie(ann), 'content-type': 'application/signoff-receipt+jwt' },
      body: receipt,
    });
    expect([response.status, ((await response.json()) as { code: string }).code]).toEqual([
      400,
      'receipt_invalid',
    ]);
  });

  it.each(rulesOf('internal'))('%s is there on the internal listener alone', async (route) => {
    for (const at of [world.api.url, world.api.issuer]) {
      const answer = await ask(route, { at, headers: withCookie(ann) });
      expect([at, answer.status, answer.code]).toEqual([at, 404, 'route_not_found']);
    }
    expect((await ask(route, { at: world.api.internalUrl })).status).toBe(200);
  });

  it.each(
    Object.entries(ACCOUNT_API).filter(([, rule]) => rule.who !== 'internal' && !('internallyToo' in rule)),
  )('%s is not there on the internal listener', async (route) => {
    const headers = withCookie(ann);
    const answer = await ask(route, { at: world.api.internalUrl, headers });
    expect([answer.status, answer.code]).toEqual([404, 'route_not_found']);
  });
});

/** Of the account API: see `createAccountApi`. */
const MIDDLEWARE = 24;
