import { randomUUID } from 'node:crypto';
import { jest } from '@jest/globals';
import { aDatabase, type TestDatabase } from '#libs/database/testing';
import { newEvent } from '../../../apps/account-api/src/revocations/new-event.js';
import { PostgresRevocations } from '../../../apps/account-api/src/revocations/postgres/revocations.js';
import { PostgresSessionSource } from '../../../apps/account-api/src/sessions/postgres/session-source.js';
import { aDevice, anAccount } from '../../support/account-api/account.js';
import { FaultyDatabase } from '../../support/account-api/faulty-database.js';
import { aGate } from '../../support/account-api/gate.js';

jest.setTimeout(60_000);

const ISSUER = 'https://issuer.test';
const ofMany = (sql: string): boolean => sql.includes('SKIP LOCKED');

interface Target {
  readonly sub: string;
  readonly sid: string;
}

describe('sign-outs that are asked for at one time', () => {
  let own: TestDatabase;
  let database: FaultyDatabase;
  let store: PostgresRevocations;
  let source: { sessions: PostgresSessionSource };

  beforeAll(async () => {
    own = await aDatabase({ poolSize: 12 });
    const silent = { revoked: () => {}, changed: () => {} };
    const alone = new PostgresRevocations(own.database);
    source = { sessions: new PostgresSessionSource(own.database, alone, silent, silent, ISSUER) };
  });
  beforeEach(() => {
    database = new FaultyDatabase(own.database);
    store = new PostgresRevocations(database);
  });
  afterAll(() => own?.drop());

  const aTv = async (sub?: string): Promise<Target> => {
    const account = sub ?? (await anAccount(own.database));
    return { sub: account, sid: (await aDevice(source, own.database, account)).sid };
  };
  const some = (count: number): Promise<Target[]> => Promise.all(Array.from({ length: count }, () => aTv()));
  const signOut = (
    { sub, sid }: Target,
    from = store,
    tx?: Parameters<PostgresRevocations['revokeSession']>[2],
  ): ReturnType<PostgresRevocations['revokeSession']> => {
    const event = newEvent(ISSUER, sub, { type: 'session', sid }, 'signed-out');
    return from.revokeSession({ sub, sid, sinceRequestMs: 5 }, event, tx);
  };
  /** Everything that is stored of the sign-out of a session, without what is drawn anew for each. */
  const storedOf = async ({ sub, sid }: Target): Promise<object[]> => {
    const text = JSON.stringify(
      await own.database.query(
        `SELECT to_jsonb(r) - 'requested_at' - 'committed_at' - 'xact' AS revocation, s.revocation_id,
                to_jsonb(o) - 'id' - 'created_at' AS outbox, to_jsonb(e) - 'id' - 'at' - 'created_at' AS entry,
                r.committed_at > r.requested_at AS in_order
           FROM revocations r JOIN sessions s USING (sid) LEFT JOIN outbox o ON o.payload = r.payload
           LEFT JOIN activity_entries e ON e.revocation_id = r.id
          WHERE r.sid = $1`,
        [sid],
      ),
    );
    const names = new Map<string, string>([
      [sub, 'the account'],
      [sid, 'the session'],
    ]);
    const plain = text
      .replace(/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, (id) => {
        if (!names.has(id)) names.set(id, `id ${names.size}`);
        return names.get(id)!;
      })
      .replace(/\d{10,}(?:\.\d+)?/g, '0');
    return JSON.parse(plain) as object[];
  };

  it('are stored by one statement, each as it would be alone', async () => {
    const [alone, ...together] = await some(9);
    await signOut(alone!);
    database.seen.length = 0;
    const done = await Promise.all(together.map((one) => signOut(one)));
    expect(database.seen.filter(ofMany)).toHaveLength(1);
    expect(database.seen).toHaveLength(1);
    const expected = await storedOf(alone!);
    expect(expected).toHaveLength(1);
    for (const [index, one] of together.entries()) {
      expect(done[index]).toMatchObject({
        stored: {
          revocation: { sid: one.sid, sub: one.sub, scope: 'session', awaitsReceipt: true },
          event: one,
        },
        session: { sid: one.sid, name: 'Living room', reachable: false },
      });
      expect(await storedOf(one)).toEqual(expected);
      const { outboxId, payload, txn } = done[index]!.stored.event;
      expect(
        await own.database.query('SELECT payload, headers FROM outbox WHERE id = $1', [outboxId]),
      ).toEqual([{ payload, headers: { type: 'set', txn } }]);
    }
  });

  it('are answered each by itself: one that is over, another account’s, nobody’s, and one that is asked for twice', async () => {
    const [good, over, twice, others] = await some(4);
    await signOut(over!);
    const asked = [
      good!,
      over!,
      { ...others!, sub: good!.sub },
      { sub: good!.sub, sid: randomUUID() },
      twice!,
      twice!,
    ];
    const done = await Promise.all(asked.map((one) => signOut(one)));
    expect(done.slice(0, 4).map((one) => one !== null)).toEqual([true, false, false, false]);
    expect(done.slice(4).filter((one) => one !== null)).toHaveLength(1);
    for (const one of [good!, over!, twice!]) expect(await storedOf(one)).toHaveLength(1);
    expect(await storedOf(others!)).toEqual([]);
  });

  it('do not wait for one whose account, or session, somebody else is at', async () => {
    const [ofLocked, locked, free, other] = await some(4);
    const mayGoOn = aGate();
    const held = aGate();
    const holding = own.database.transaction(async (tx) => {
      await tx.query('SELECT 1 FROM accounts WHERE id = $1 FOR UPDATE', [ofLocked!.sub]);
      expect(await signOut(locked!, store, tx)).not.toBeNull();
      held.open();
      await mayGoOn.passed;
    });
    await held.passed;
    const waiting = [ofLocked!, locked!].map((one) => signOut(one));
    const passing = [free!, other!].map((one) => signOut(one));
    for (const done of await Promise.all(passing)) expect(done).not.toBeNull();
    mayGoOn.open();
    await holding;
    expect((await Promise.all(waiting)).map((done) => done !== null)).toEqual([true, false]);
  });

  it('end each session once, however many instances are asked for the same in whatever order', async () => {
    const another = new PostgresRevocations(own.database);
    for (let round = 0; round < 5; round++) {
      const targets = await some(20);
      const done = await Promise.all([
        ...targets.map((one) => signOut(one)),
        ...targets.toReversed().map((one) => signOut(one, another)),
        ...targets.map((one) => source.sessions.revokeSession(one.sid, 'local')),
      ]);
      expect(done.slice(0, 40).filter(Boolean).length).toBeLessThanOrEqual(20);
      for (const one of targets) expect(await storedOf(one)).toHaveLength(1);
    }
  });

  it('are all refused while the database is out of reach, and none is stored', async () => {
    const targets = await some(3);
    database.fails = ofMany;
    const done = await Promise.allSettled(targets.map((one) => signOut(one)));
    expect(done.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
    for (const one of targets) expect(await storedOf(one)).toEqual([]);
    database.fails = () => false;
    expect((await Promise.all(targets.map((one) => signOut(one)))).every((one) => one !== null)).toBe(true);
  });
});
