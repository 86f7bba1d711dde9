import fc from 'fast-check';
import type { Express } from 'express';
import { OIDC_PATHS } from '../../../apps/account-api/src/app.js';
import { LinkedWorld } from '../../support/account-api/linked-world.js';
import { WireOperator } from '../../support/account-api/wire-operator.js';
import type { WirePerson } from '../../support/account-api/wire-person.js';
import { ACCOUNT_API } from './account-api-rules.js';
import { anyRequestTo, sent, unregistered, type AnyRequest } from './any-request.js';
import { routesOf } from './routes.js';

const REQUESTS = 2_500;
const AT_ONCE = 8;
/** Nobody's tries run out here: what is behind a limit is what is to be reached. */
const MANY = 1_000_000;
const MEMBERS = [
  ...['email', 'password', 'displayName', 'current', 'new', 'endOthers', 'name', 'userCode', 'decision'],
  ...['exceptSid', 'limit', 'after', 'sid', 'demo', 'class', 'accounts', 'kinds', 'models', 'minAppVersion'],
  ...['maxAppVersion', 'share', 'from', 'to', 'stages', 'typed', 'reason', 'count', 'at', 'since', 'state'],
  ...['client_id', 'grant_type', 'device_code', 'refresh_token', 'token', 'token_type_hint', 'scope'],
  ...['resource', 'device_kind', 'device_model', 'device_name', 'app_version', 'dpop_jkt', '__proto__'],
];

describe('the account API, asked anything', () => {
  let world: LinkedWorld;
  let person: WirePerson;
  let operator: WireOperator;
  beforeAll(async () => {
    world = await LinkedWorld.open({
      config: {
        signInAttempts: MANY,
        signUpsPerAddress: MANY,
        userCodeAttempts: MANY,
        deviceCodesPerAddress: MANY,
      },
    });
    person = await world.aPerson();
    operator = await WireOperator.signedIn(world.api.url, world.installation.database);
  });
  afterAll(() => world?.close());

  it(`answers ${REQUESTS} requests of whatever kind by its registry of errors, and never 500`, async () => {
    const app: Express = world.api.nest.getHttpAdapter().getInstance();
    const oidc = Object.keys(ACCOUNT_API).filter((route) => OIDC_PATHS.includes(route.split(' ')[1]!));
    const isInternal = (route: string): boolean => ACCOUNT_API[route]?.who === 'internal';
    const routes = [...routesOf(app), ...oidc];
    const seed = Math.floor(Math.random() * 2 ** 31);
    const requests = fc.sample(anyRequestTo(routes, MEMBERS), { numRuns: REQUESTS, seed });
    const amiss: string[] = [];
    const statuses = new Map<number, number>();
    let asked = 0;
    const oneAfterAnother = async (): Promise<void> => {
      for (let one = requests.pop(); one !== undefined; one = requests.pop()) {
        const n = asked++;
        const url = isInternal(`${one.method} ${one.path}`) ? world.api.internalUrl : world.api.url;
        const request = { ...one, headers: { ...one.headers, ...(await credentials(n, one)) } };
        const answer = await sent(url, request);
        statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1);
        const why = unregistered(request, answer);
        if (why !== null) amiss.push(`${why}\n  to ${JSON.stringify(request).slice(0, 700)}`);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, oneAfterAnother));
    expect({ seed, amiss: amiss.slice(0, 10) }).toEqual({ seed, amiss: [] });
    // Some got through to what they asked for, and some were refused for what they said.
    expect([...statuses.keys()]).toEqual(expect.arrayContaining([200, 400, 401, 404]));
    expect((await world.aPerson()).sub).not.toBe('');
  });

  async function credentials(n: number, { path, method }: AnyRequest): Promise<Record<string, string>> {
    if (n % 5 === 0) return {};
    if (OIDC_PATHS.includes(path) || path === '/introspect' || path === '/revoke') {
      const tv = world.aTv();
      tv.nonce = nonce ??= (await tv.askForCode()).headers.get('dpop-nonce') ?? tv.nonce;
      return { dpop: await tv.proof(path, { htm: method, htu: world.api.url + path }) };
    }
    if (n % 100 === 1)
      [person, operator] = await Promise.all([world.aPerson(), operator.signIn().then(() => operator)]);
    const cookie = path.startsWith('/operator') ? operator.cookie : person.cookie;
    return { cookie, ...(n % 7 === 0 ? {} : { origin: world.api.url }) };
  }
  let nonce: string | null = null;
});
