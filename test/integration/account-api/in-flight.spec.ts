import { jest } from '@jest/globals';
import { FaultyDatabase } from '../../support/account-api/faulty-database.js';
import { aGate } from '../../support/account-api/gate.js';
import { LinkedWorld } from '../../support/account-api/linked-world.js';
import { until } from '../../support/account-api/until.js';

jest.setTimeout(60_000);

const theLock = (sql: string): boolean => sql.includes('FOR SHARE');
const theJudgement = (sql: string): boolean => sql.includes('FROM revocations r WHERE r.scope');
const theRedemption = (sql: string): boolean => sql.includes('FROM sessions WHERE sid = $1 FOR UPDATE');
const theConsumption = (sql: string): boolean => sql.includes('SET consumed_at');

describe('a request that is under way when something else is decided', () => {
  let world: LinkedWorld;
  let slow: FaultyDatabase;
  beforeAll(async () => {
    world = await LinkedWorld.open({ database: (database) => (slow = new FaultyDatabase(database)) });
  });
  afterEach(() => {
    slow.before = () => null;
    slow.after = () => null;
  });
  afterAll(() => world?.close());

  it('an approval that "all, this browser too" overtakes is refused, and the code is still nobody’s', async () => {
    const person = await world.aPerson();
    const tv = world.aTv();
    const { deviceCode, userCode } = await tv.code();
    const { reached, release } = slow.holdNext(theLock);
    const approval = person.approve(userCode);
    await reached;
    expect((await person.signOutAll()).status).toBe(200);
    release();
    const { status, body } = await approval;
    expect([status, body['code']]).toEqual([401, 'sign_in_required']);
    expect((await tv.redeem(deviceCode)).body['error']).toBe('authorization_pending');
  });

  it('an approval that "all but this one" overtakes comes after it, and its TV lives', async () => {
    const person = await world.aPerson();
    const tv = world.aTv();
    const { deviceCode, userCode } = await tv.code();
    const { reached, release } = slow.holdNext(theLock);
    const approval = person.approve(userCode);
    await reached;
    expect((await person.signOutAll({ exceptSid: person.sid })).status).toBe(200);
    release();
    expect((await approval).status).toBe(200);
    const { body } = await tv.redeem(deviceCode);
    expect((await tv.refresh(body['refresh_token'] as string)).status).toBe(200);
  });

  it('a refresh that a sign-out overtakes before it is judged gets the event, not tokens', async () => {
    const person = await world.aPerson();
    const { tv, sid, refreshToken } = await world.aLinkedTv(person);
    await tv.refresh(refreshToken);
    const { reached, release } = slow.holdNext(theJudgement);
    const refresh = tv.refresh(refreshToken);
    await reached;
    expect((await person.ask('POST', `/api/sessions/${sid}/revocation`)).status).toBe(200);
    release();
    expect((await refresh).body).toMatchObject({
      error: 'invalid_grant',
      security_event: expect.any(String),
    });
  });

  it('a refresh that a sign-out overtakes after it is judged gets a token that is worth nothing', async () => {
    const person = await world.aPerson();
    const { tv, sid, refreshToken } = await world.aLinkedTv(person);
    await tv.refresh(refreshToken);
    const { reached, release } = slow.holdNextAnswer(theJudgement);
    const refresh = tv.refresh(refreshToken);
    await reached;
    const pressed = await fetch(`${world.api.url}/api/revocations`, {
      method: 'POST',
      headers: { cookie: person.cookie, origin: world.api.url },
    });
    expect(pressed.status).toBe(200);
    release();
    const { status, body } = await refresh;
    expect([status, (body['session'] as { sid: string }).sid]).toEqual([200, sid]);
    const asked = await tv.post('/introspect', { token: body['access_token'] as string });
    expect(asked.body).toEqual({ active: false });
    expect((await tv.refresh(refreshToken)).body['error']).toBe('invalid_grant');
  });

  it('a redemption that "all" overtakes lets nobody in', async () => {
    const person = await world.aPerson();
    const tv = world.aTv();
    const { deviceCode, userCode } = await tv.code();
    await person.approve(userCode);
    const { reached, release } = slow.holdNext(theRedemption);
    const redemption = tv.redeem(deviceCode);
    await reached;
    await person.signOutAll({ exceptSid: person.sid });
    release();
    const { status, body } = await redemption;
    expect([status, body['error']]).toEqual([400, 'invalid_grant']);
    expect(body).not.toHaveProperty('access_token');
    expect(JSON.stringify((await person.ask('GET', '/api/sessions')).body)).not.toContain('Living room');
  });

  it('of two redemptions that both found the code good, one wins', async () => {
    const person = await world.aPerson();
    const tv = world.aTv();
    const { deviceCode, userCode } = await tv.code();
    await person.approve(userCode);
    let waiting = 0;
    const both = aGate();
    slow.before = (sql) => {
      if (!theConsumption(sql)) return null;
      if (++waiting === 2) both.open();
      return both.passed;
    };
    const answers = await Promise.all([tv.redeem(deviceCode), tv.redeem(deviceCode)]);
    expect(waiting).toBe(2);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 400]);
    const won = answers.find(({ status }) => status === 200)!;
    expect((await tv.refresh(won.body['refresh_token'] as string)).status).toBe(200);
  });

  it('a sign-out is noted as sent and as blocked though every other request waits for a connection', async () => {
    const person = await world.aPerson();
    const { sid } = await world.aLinkedTv(person);
    const connections = aGate();
    // Behind a queue of requests these notes would make every point think that events lie unsent.
    slow.before = (sql) => (/UPDATE outbox|SET blocked_at/.test(sql) ? connections.passed : null);
    const { body } = await person.ask('POST', `/api/sessions/${sid}/revocation`);
    await until('both notes', async () => {
      const [row] = await world.installation.database.query<{ done: boolean }>(
        `SELECT r.blocked_at IS NOT NULL AND o.sent_at IS NOT NULL AS done
           FROM revocations r JOIN outbox o ON o.headers ->> 'txn' = r.txn::text WHERE r.id = $1`,
        [body['id']],
      );
      return row?.done === true;
    });
    connections.open();
  });
});
