import { jest } from '@jest/globals';
import { FaultyDatabase } from '../../support/account-api/faulty-database.js';
import { LinkedWorld } from '../../support/account-api/linked-world.js';

jest.setTimeout(60_000);

/** Of the instance's own rounds, not of a request. */
const OWN_ROUNDS = /outbox|enforcement_polls|device_presence WHERE boot|DELETE FROM|r\.blocked_at IS NULL/;

describe('while the database is out of reach', () => {
  let world: LinkedWorld;
  let faulty: FaultyDatabase;
  beforeAll(async () => {
    world = await LinkedWorld.open({ database: (database) => (faulty = new FaultyDatabase(database)) });
  });
  afterEach(() => (faulty.fails = () => false));
  afterAll(() => world?.close());

  /** The statements of one request, each once. */
  const statementsOf = async (request: () => Promise<unknown>): Promise<readonly string[]> => {
    faulty.seen.length = 0;
    await request();
    return [...new Set(faulty.seen)].filter((sql) => !OWN_ROUNDS.test(sql));
  };

  it('a refresh is told to come again, at whichever statement it breaks, and no session ends', async () => {
    const { tv, refreshToken } = await world.aLinkedTv(await world.aPerson());
    const statements = await statementsOf(() => tv.refresh(refreshToken));
    expect(statements).toHaveLength(3);
    for (const broken of statements) {
      faulty.fails = (sql) => sql === broken;
      const { status, headers, body } = await tv.refresh(refreshToken);
      expect([broken, status, body['error']]).toEqual([broken, 503, 'server_error']);
      expect(headers.get('retry-after')).toBe('1');
      faulty.fails = () => false;
      expect((await tv.refresh(refreshToken)).status).toBe(200);
    }
  });

  it('a device that gives up its token, and a server that asks about one, hear that too', async () => {
    const { tv, accessToken } = await world.aLinkedTv(await world.aPerson());
    faulty.fails = () => true;
    const ask = async (path: string) => tv.send(path, { token: accessToken }, await tv.proof(path));
    for (const path of ['/introspect', '/revoke']) {
      const { status, headers, body } = await ask(path);
      expect([status, body['error'], headers.get('retry-after')]).toEqual([503, 'server_error', '1']);
    }
    const internal = await fetch(`${world.api.internalUrl}/internal/revocations`);
    expect(internal.status).toBe(503);
    const ready = await fetch(`${world.api.internalUrl}/health/ready`);
    expect([ready.status, ((await ready.json()) as { checks: object }).checks]).toEqual([
      503,
      {
        database: 'the database does not answer: connect ECONNREFUSED 127.0.0.1:5432',
        Kafka: 'ok',
        keys: 'ok',
        events: 'whether events wait cannot be told',
      },
    ]);
  });

  it('a sign-out is not answered 2xx; pressed again when it is back, it is done', async () => {
    const person = await world.aPerson();
    const { tv, sid, refreshToken } = await world.aLinkedTv(person);
    faulty.fails = (sql) => sql.includes('INSERT INTO revocations');
    const press = () => person.ask('POST', `/api/sessions/${sid}/revocation`);
    expect(await press()).toMatchObject({ status: 503, body: { code: 'source_unavailable' } });
    expect((await tv.refresh(refreshToken)).status).toBe(200);
    faulty.fails = () => false;
    expect((await press()).status).toBe(200);
    expect((await tv.refresh(refreshToken)).body['error']).toBe('invalid_grant');
  });

  it('"all" whose commit fails is not answered 2xx, and ended nothing', async () => {
    const person = await world.aPerson();
    const { tv, refreshToken } = await world.aLinkedTv(person);
    faulty.fails = (sql) => sql === 'COMMIT';
    const { status, headers } = await person.signOutAll({ exceptSid: person.sid });
    expect([status, headers.get('retry-after')]).toEqual([503, '1']);
    faulty.fails = () => false;
    expect((await tv.refresh(refreshToken)).status).toBe(200);
    const rows = await world.installation.database.query('SELECT 1 FROM outbox WHERE key = $1', [person.sub]);
    expect(rows).toEqual([]);
  });

  it('nobody is signed in by a doubt: every page’s request is refused, and let in again after', async () => {
    const person = await world.aPerson();
    faulty.fails = (sql) => sql.includes('FROM revocations');
    expect((await person.ask('GET', '/api/me')).status).toBe(503);
    faulty.fails = () => false;
    expect((await person.ask('GET', '/api/me')).status).toBe(200);
  });
});
