import fc from 'fast-check';
import { jest } from '@jest/globals';
import { covers, type Predicate, type SessionFacts } from '#libs/revocation-index';
import type { Transaction } from '#libs/database';
import { newEvent } from '../../../apps/account-api/src/revocations/new-event.js';
import { PostgresRevocations } from '../../../apps/account-api/src/revocations/postgres/revocations.js';
import { PostgresSessionSource } from '../../../apps/account-api/src/sessions/postgres/session-source.js';
import { PostgresSessionList } from '../../../apps/account-api/src/sessions/postgres/session-list.js';
import { aDatabase, type TestDatabase } from '#libs/database/testing';
import { anAccount, anApprovedDevice, aDevice } from '../../support/account-api/account.js';
import { aGate } from '../../support/account-api/gate.js';
import { until } from '../../support/account-api/until.js';

jest.setTimeout(120_000);

const ISSUER = 'https://issuer.test';

describe('a revocation and an approval at the same moment', () => {
  let own: TestDatabase;
  let store: PostgresRevocations;
  let source: { sessions: PostgresSessionSource };

  beforeAll(async () => {
    own = await aDatabase({ poolSize: 12 });
    store = new PostgresRevocations(own.database);
    const silent = { revoked: () => {}, changed: () => {} };
    source = { sessions: new PostgresSessionSource(own.database, store, silent, silent, ISSUER) };
  });
  afterAll(() => own?.drop());

  const revokeAll = (sub: string, exceptSid: string | null = null) =>
    store.revokeAccount({ sub, exceptSid, idempotencyKey: null, sinceRequestMs: 0 }, (cutoff) =>
      newEvent(ISSUER, sub, predicateOf(sub, cutoff, exceptSid), 'signed-out'),
    );
  const predicateOf = (sub: string, cutoff: number, exceptSid: string | null): Predicate =>
    exceptSid === null ? { type: 'account', sub, cutoff } : { type: 'account', sub, cutoff, exceptSid };
  const isOver = async (facts: SessionFacts) => (await store.covering(facts)) !== null;
  /** Approves a device in a transaction that stays open until the gate opens. */
  const approveSlowly = (sub: string, gate: Promise<void>, opened: (facts: SessionFacts) => void) =>
    own.database.transaction(async (tx: Transaction) => {
      await source.sessions.lockAccount(tx, sub);
      const facts = await source.sessions.open(tx, {
        sid: crypto.randomUUID(),
        sub,
        kind: 'tv',
        name: 'TV',
        model: 'One',
        appVersion: '1.0',
        jkt: crypto.randomUUID(),
        address: '127.0.0.1',
      });
      opened(facts);
      await gate;
      return facts;
    });
  const isWaiting = async () =>
    until('somebody waiting for the account’s row', async () => {
      const rows = await own.database.query(
        `SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
      );
      return rows.length > 0;
    });

  it('an approval that has begun ends with "all", which waits for it', async () => {
    const sub = await anAccount(own.database);
    const approvalMayCommit = aGate();
    const opened = aGate<SessionFacts>();
    const approval = approveSlowly(sub, approvalMayCommit.passed, opened.open);
    const facts = await opened.passed;
    const revocation = revokeAll(sub);
    await isWaiting();
    approvalMayCommit.open();
    await approval;
    await revocation;
    expect(await isOver(facts)).toBe(true);
  });

  it('an approval that came second waits for "all", draws a later number, and lives', async () => {
    const sub = await anAccount(own.database);
    const locked = aGate();
    const mayGoOn = aGate();
    const slowly = new PostgresRevocations({
      ...own.database,
      transaction: (run) =>
        own.database.transaction((tx) =>
          run({
            query: async (sql, parameters) => {
              // The row is locked, the number not drawn: an approval that drew its own now would come before it.
              if (sql.includes('AS cutoff')) {
                locked.open();
                await mayGoOn.passed;
              }
              return tx.query(sql, parameters);
            },
          }),
        ),
    });
    const before = await aDevice(source, own.database, sub);
    const revocation = slowly.revokeAccount(
      { sub, exceptSid: null, idempotencyKey: null, sinceRequestMs: 0 },
      (cutoff) => newEvent(ISSUER, sub, predicateOf(sub, cutoff, null), 'signed-out'),
    );
    await locked.passed;
    const approval = aDevice(source, own.database, sub);
    await isWaiting();
    mayGoOn.open();
    await revocation;
    const { facts } = await approval;
    expect(await isOver(facts)).toBe(false);
    expect(await isOver(before.facts)).toBe(true);
  });

  it('a code approved before "all" and redeemed after it lets nobody in', async () => {
    const sub = await anAccount(own.database);
    const late = await anApprovedDevice(source, own.database, sub);
    await own.database.query(
      `INSERT INTO oidc_payloads (model, id, payload, grant_id, account_id) VALUES ('DeviceCode', $1, '{}', $1, $2)`,
      [late.sid, sub],
    );
    await revokeAll(sub);
    expect(await source.sessions.redeem(late.sid)).toBe(false);
    expect(await isOver(late.facts)).toBe(true);
    const [code] = await own.database.query<{ payload: object }>(
      'SELECT payload FROM oidc_payloads WHERE id = $1',
      [late.sid],
    );
    expect(code?.payload).toEqual({ error: 'access_denied' });
  });

  it('two redemptions by one key at once leave one session', async () => {
    const sub = await anAccount(own.database);
    const first = await anApprovedDevice(source, own.database, sub);
    const second = await anApprovedDevice(source, own.database, sub, { key: first });
    await Promise.all([source.sessions.redeem(first.sid), source.sessions.redeem(second.sid)]);
    const over = await Promise.all([isOver(first.facts), isOver(second.facts)]);
    expect(over.filter((one) => one)).toHaveLength(1);
  });

  it('ends exactly what was approved before, in whatever order approvals, redemptions and sign-outs interleave', async () => {
    const step = fc.constantFrom('approve', 'all', 'all-but-first', 'one');
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { minLength: 3, maxLength: 10 }),
        fc.boolean(),
        async (steps, atOnce) => {
          const sub = await anAccount(own.database);
          const spared = await aDevice(source, own.database, sub);
          const devices = [spared];
          const revocations: Predicate[] = [];
          const run = async (name: (typeof steps)[number]): Promise<void> => {
            if (name === 'approve') {
              devices.push(await aDevice(source, own.database, sub));
            } else if (name === 'one') {
              const { sid } = devices.at(-1)!;
              const event = newEvent(ISSUER, sub, { type: 'session', sid }, 'signed-out');
              const done = await store.revokeSession({ sub, sid, sinceRequestMs: 0 }, event);
              if (done !== null) revocations.push(done.stored.revocation.predicate);
            } else {
              const { revocation } = await revokeAll(sub, name === 'all' ? null : spared.sid);
              revocations.push(revocation.predicate);
            }
          };
          if (atOnce) await Promise.all(steps.map(run));
          else for (const name of steps) await run(name);

          const { sessions } = await new PostgresSessionList(own.database, 400).page({
            sub,
            currentSid: spared.sid,
            limit: 200,
            after: null,
          });
          const listed = new Map(sessions.map((session) => [session.sid, session.state]));
          for (const { facts, sid } of devices) {
            const over = revocations.some((predicate) => covers(predicate, facts));
            expect(await isOver(facts)).toBe(over);
            expect((await store.firstOf(sub, sid)) !== null).toBe(over && listed.has(sid));
            // An unredeemed session is not listed: a sign-out that came between kept it from going live.
            if (listed.has(sid)) expect(listed.get(sid)).toBe(over ? 'signed-out' : 'active');
            else expect(over).toBe(true);
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  it('of 10,000 sessions ended at once costs one row, one event, and lists page by page', async () => {
    const sub = await anAccount(own.database);
    await own.database.query(
      `INSERT INTO sessions (sid, account_id, seq, kind, name, model, app_version, jkt, address, last_address, live_at)
       SELECT gen_random_uuid(), $1, nextval('session_seq'), 'tv', 'TV ' || n, 'One', '1.0', 'k' || n, 'a', 'a', now()
         FROM generate_series(1, 10000) n`,
      [sub],
    );
    const list = new PostgresSessionList(own.database, 400);
    const readAll = async (limit: number) => {
      const seen: string[] = [];
      for (let after: number | null = null; ;) {
        const page = await list.page({ sub, currentSid: sub, limit, after });
        seen.push(...page.sessions.map(({ sid }) => sid));
        if (page.next === null) return seen;
        after = Number(page.next);
      }
    };
    const before = await readAll(200);
    expect(new Set(before).size).toBe(10_000);
    const { revocation } = await revokeAll(sub);
    const rows = await own.database.query('SELECT 1 FROM revocations WHERE account_id = $1', [sub]);
    const events = await own.database.query('SELECT 1 FROM outbox WHERE key = $1', [sub]);
    expect([rows.length, events.length]).toEqual([1, 1]);
    expect(await readAll(200)).toEqual(before);
    expect(await store.sessionsOf(revocation)).toHaveLength(10_000);
    await own.database.query(
      `UPDATE revocations SET committed_at = now() - interval '25 hours', requested_at = now() - interval '25 hours'
        WHERE account_id = $1`,
      [sub],
    );
    const tv = await aDevice(source, own.database, sub);
    expect(await readAll(50)).toEqual([tv.sid]);
  });
});
