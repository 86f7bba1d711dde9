import { randomUUID } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { jest } from '@jest/globals';
import { ERRORS, type ErrorCode } from '#libs/errors';
import { FaultyDatabase } from '../../support/account-api/faulty-database.js';
import { anInstance, type Instance } from '../../support/account-api/instance.js';
import { LinkedWorld } from '../../support/account-api/linked-world.js';
import type { WirePerson } from '../../support/account-api/wire-person.js';

jest.setTimeout(30_000);

/** Nest answers 404 where a path takes another method. */
const OF_NOBODY: readonly ErrorCode[] = ['method_not_allowed'];
/** What takes as long as a server waits for a request: a spec with a server that waits less provokes it. */
const ELSEWHERE: Partial<Record<ErrorCode, string>> = {
  request_timeout: 'libs/service-runtime/src/listeners/unreadable-requests.spec.ts',
};
/** What only operators can provoke: the specs of their rooms do, over HTTP as well. */
const OF_OPERATORS = /^(campaign|wall)_/;
const OPERATORS_SPECS = ['test/integration/campaigns', 'test/integration/access'];

describe('an error of the account API', () => {
  let world: LinkedWorld;
  let closed: Instance;
  let faulty: FaultyDatabase;
  let person: WirePerson;

  beforeAll(async () => {
    world = await LinkedWorld.open({ database: (database) => (faulty = new FaultyDatabase(database)) });
    closed = await anInstance(world.installation, { config: { allowSignUp: false } });
    person = await world.aPerson();
  });
  afterAll(async () => {
    await closed?.close();
    await world?.close();
  });

  const json = (body: unknown, url = world.api.url): RequestInit => ({
    method: 'POST',
    headers: { origin: url, cookie: person.cookie, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  const to = (path: string, options?: RequestInit) => fetch(world.api.url + path, options);
  const get = (path: string) => to(path, { headers: { cookie: person.cookie } });
  const broken = async (request: () => Promise<Response>): Promise<Response> => {
    faulty.query = () => Promise.reject(new Error('a bug, with a secret in its message'));
    try {
      return await request();
    } finally {
      Reflect.deleteProperty(faulty, 'query');
      faulty.query = healthyQuery;
    }
  };
  let healthyQuery: FaultyDatabase['query'];
  beforeEach(() => (healthyQuery = faulty.query));

  const ways: Partial<Record<ErrorCode, () => Promise<Response>>> = {
    malformed_request: () => to('/api/accounts', json({ email: 7 })),
    payload_too_large: () => to('/api/accounts', json({ email: 'x'.repeat(40_000) })),
    headers_too_large: () => to('/api/me', { headers: { 'x-much': 'x'.repeat(20_000) } }),
    unsupported_media_type: () => to('/receipts', { method: 'POST', body: 'x' }),
    route_not_found: () => get('/api/nothing-here'),
    host_not_served: () => fetch(world.api.url.replace('127.0.0.1', 'localhost')),
    origin_not_allowed: () => to('/api/revocations', { method: 'POST' }),
    too_many_requests: async () => {
      const wrong = json({ email: `${randomUUID()}@example.com`, password: 'wrong password' });
      for (let n = 0; n < world.api.config.signInAttempts; n++) await to('/api/browser-session', wrong);
      return to('/api/browser-session', wrong);
    },
    internal_error: () => broken(() => get('/api/me')),
    source_unavailable: async () => {
      faulty.fails = () => true;
      const answer = await get('/api/me');
      faulty.fails = () => false;
      return answer;
    },
    sign_in_required: () => to('/api/me'),
    sign_in_failed: () =>
      to('/api/browser-session', json({ email: person.email, password: 'wrong password' })),
    email_taken: () =>
      to('/api/accounts', json({ email: person.email, password: 'long enough', displayName: 'A' })),
    password_too_weak: () =>
      to('/api/accounts', json({ email: 'b@example.com', password: 'short', displayName: 'A' })),
    password_wrong: () => to('/api/browser-session/password', json({ password: 'wrong password' })),
    password_required: async () => {
      const { database } = world.installation;
      const age = (interval: string) =>
        database.query(`UPDATE browser_sign_ins SET password_at = now() - $1::interval`, [interval]);
      await age('1 day');
      const answer = await to('/api/revocations', json({}));
      await age('0');
      return answer;
    },
    sign_up_closed: () =>
      fetch(
        `${closed.url}/api/accounts`,
        json({ email: 'b@example.com', password: 'long enough', displayName: 'A' }, closed.url),
      ),
    session_not_found: () => to(`/api/sessions/${randomUUID()}/revocation`, json({})),
    revocation_not_found: () => get(`/api/revocations/${randomUUID()}`),
    idempotency_key_reused: async () => {
      const keyed = (body: object): RequestInit => {
        const options = json(body);
        return { ...options, headers: { ...options.headers, 'idempotency-key': 'k' } };
      };
      await to('/api/revocations', keyed({ exceptSid: person.sid }));
      return to('/api/revocations', keyed({}));
    },
    user_code_not_found: () => get('/api/activation/BBBB-BBBB'),
    user_code_used: async () => {
      const { userCode } = await world.aTv().code();
      await person.approve(userCode);
      return get(`/api/activation/${userCode}`);
    },
    user_code_expired: async () => {
      const { userCode } = await world.aTv().code();
      await world.installation.database.query(
        `UPDATE oidc_payloads SET expires_at = now() WHERE user_code = $1`,
        [userCode.replace('-', '')],
      );
      return get(`/api/activation/${userCode}`);
    },
    receipt_invalid: () =>
      to('/receipts', {
        method: 'POST',
        headers: { 'content-type': 'application/signoff-receipt+jwt' },
        body: 'x',
      }),
  };

  it.each(Object.entries(ways))('%s is problem details, as registered', async (code, provoke) => {
    const response = await provoke();
    const { http, message, device } = ERRORS[code as ErrorCode];
    expect(response.status).toBe(http);
    expect(response.headers.get('content-type')).toBe('application/problem+json');
    expect(response.headers.get('cache-control')).toBe('no-store');
    const problem = (await response.json()) as Record<string, unknown>;
    expect(problem).toMatchObject({
      type: `urn:signoff:error:${code}`,
      title: message,
      status: http,
      code,
      device,
    });
    expect(JSON.stringify(problem)).not.toContain('secret');
  });

  it('is in this list, whichever line of the app it comes from', async () => {
    const named = new Set<string>();
    for (const room of ['apps/account-api/src', 'libs/service-runtime/src']) {
      for (const file of await readdir(room, { recursive: true })) {
        if (!file.endsWith('.ts') || file.endsWith('.spec.ts')) continue;
        const source = await readFile(`${room}/${file}`, 'utf8');
        const codes = source.matchAll(
          /(?:SignoffError\(\s*|\b[45]\d\d: |\b[A-Z]+_[A-Z_]+: |\?\? )'([a-z_]+)'/g,
        );
        for (const [, code] of codes) if (code! in ERRORS) named.add(code!);
      }
    }
    for (const code of OF_NOBODY) named.delete(code);
    for (const [code, spec] of Object.entries(ELSEWHERE)) {
      expect([code, named.delete(code)]).toEqual([code, true]);
      expect(await readFile(spec, 'utf8')).toContain(`'${code}'`);
    }
    const ofOperators = [...named].filter((code) => OF_OPERATORS.test(code));
    for (const code of ofOperators) named.delete(code);
    expect([...named].sort()).toEqual(Object.keys(ways).sort());
    const specs = await textOf(OPERATORS_SPECS);
    expect(ofOperators.filter((code) => !specs.includes(`'${code}'`))).toEqual([]);
  });
});

async function textOf(folders: readonly string[]): Promise<string> {
  const texts: string[] = [];
  for (const folder of folders)
    for (const file of await readdir(folder, { recursive: true }))
      if (file.endsWith('.ts')) texts.push(await readFile(`${folder}/${file}`, 'utf8'));
  return texts.join('\n');
}
