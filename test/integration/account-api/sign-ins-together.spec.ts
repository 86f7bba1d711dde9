import { randomUUID } from 'node:crypto';
import { jest } from '@jest/globals';
import { aDatabase, type TestDatabase } from '#libs/database/testing';
import { hashOf, newSecret } from '../../../apps/account-api/src/browser-sessions/cookie.js';
import { PostgresSignIns } from '../../../apps/account-api/src/browser-sessions/postgres/sign-ins.js';
import { PostgresRevocations } from '../../../apps/account-api/src/revocations/postgres/revocations.js';
import { PostgresSessionSource } from '../../../apps/account-api/src/sessions/postgres/session-source.js';
import { aBrowser, anAccount } from '../../support/account-api/account.js';
import { FaultyDatabase } from '../../support/account-api/faulty-database.js';

jest.setTimeout(60_000);

const hashIn = (headers: Readonly<Record<string, string>>): Buffer =>
  hashOf(/=([\w-]{43})/.exec(headers['cookie']!)![1]!);

describe('browsers that ask who they are at one time', () => {
  let own: TestDatabase;
  let database: FaultyDatabase;
  let sessions: PostgresSessionSource;
  let signIns: PostgresSignIns;

  beforeAll(async () => {
    own = await aDatabase();
    database = new FaultyDatabase(own.database);
    const silent = { revoked: () => {}, changed: () => {} };
    const store = new PostgresRevocations(own.database);
    sessions = new PostgresSessionSource(own.database, store, silent, silent, 'https://issuer.test');
  });
  beforeEach(() => {
    signIns = new PostgresSignIns(database);
    database.seen.length = 0;
  });
  afterEach(() => (database.fails = () => false));
  afterAll(() => own?.drop());

  const aSignIn = async () => {
    const { sid, headers } = await aBrowser(
      { sessions, url: 'https://issuer.test' },
      own.database,
      await anAccount(own.database),
    );
    return { sid, hash: hashIn(headers) };
  };

  it('are answered by one statement, each as itself, and nobody for a cookie nobody has', async () => {
    const browsers = await Promise.all(Array.from({ length: 8 }, aSignIn));
    await sessions.revokeSession(browsers[3]!.sid, 'local');
    const asked = [...browsers, { sid: null, hash: hashOf(newSecret()) }, browsers[0]!];
    const found = await Promise.all(asked.map(({ hash }) => signIns.find(hash)));
    expect(found.map((one) => one?.facts.sid ?? null)).toEqual(asked.map(({ sid }) => sid));
    expect(found.map((one) => one?.isOver)).toEqual([
      ...browsers.map((_, index) => index === 3),
      undefined,
      false,
    ]);
    expect(database.seen).toHaveLength(1);
  });

  it('are not answered by a statement that was sent before they asked', async () => {
    const { sid, hash } = await aSignIn();
    const { reached, release } = database.holdNextAnswer(() => true);
    const before = signIns.find(hash);
    await reached;
    await sessions.revokeSession(sid, 'local');
    const after = signIns.find(hash);
    expect((await after)?.isOver).toBe(true);
    release();
    expect((await before)?.isOver).toBe(false);
  });

  it('all hear that the database is out of reach, and the next one is answered', async () => {
    const [one, other] = [await aSignIn(), await aSignIn()];
    database.fails = () => true;
    const asked = [one, other].map(({ hash }) => signIns.find(hash));
    for (const answer of asked) await expect(answer).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    database.fails = () => false;
    expect((await signIns.find(one.hash))?.facts.sid).toBe(one.sid);
    expect(await signIns.find(hashOf(randomUUID()))).toBeNull();
  });
});
