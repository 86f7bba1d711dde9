import fc from 'fast-check';
import { jest } from '@jest/globals';
import type { Transaction } from '#libs/database';
import { covers, type SessionFacts } from '#libs/revocation-index';
import { predicateOf, type DeviceClass } from '../../../apps/account-api/src/campaigns/device-class.js';
import { CountMembers } from '../../../apps/account-api/src/campaigns/postgres/count-members.js';
import { FACTS_LOCK } from '../../../apps/account-api/src/campaigns/facts-lock.js';
import { newEvent } from '../../../apps/account-api/src/revocations/new-event.js';
import { aDevice, anAccount } from '../../support/account-api/account.js';
import { aGate } from '../../support/account-api/gate.js';
import { until } from '../../support/account-api/until.js';
import { ClassWorld, IDLE_DAYS, ISSUER } from './a-class.js';

jest.setTimeout(180_000);

const address = '127.0.0.1';

describe('a class that is ended', () => {
  let world: ClassWorld;
  let sub: string;

  beforeAll(async () => {
    world = await ClassWorld.open();
    sub = await anAccount(world.database);
  });
  afterAll(() => world?.close());

  const aModel = (): string => `M ${crypto.randomUUID()}`;
  const aTv = (overrides: Parameters<typeof aDevice>[3]) => aDevice(world, world.database, sub, overrides);
  const isOver = async (facts: SessionFacts) => (await world.revocations.covering(facts)) !== null;
  const current = async ({ sid }: SessionFacts) => (await world.sessions.find(sid))!.facts;
  const somebodyWaits = () =>
    until('somebody waiting for a lock', async () => {
      const rows = await world.database.query(
        `SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
      );
      return rows.length > 0;
    });
  /** Approves a device in a transaction that stays open until the gate opens. */
  const approveSlowly = (model: string, gate: Promise<void>, opened: (facts: SessionFacts) => void) =>
    world.database.transaction(async (tx: Transaction) => {
      await world.sessions.lockAccount(tx, sub);
      const facts = await world.sessions.open(tx, {
        sid: crypto.randomUUID(),
        sub,
        kind: 'tv',
        name: 'TV',
        model,
        appVersion: '1.0',
        jkt: crypto.randomUUID(),
        address,
      });
      opened(facts);
      await gate;
      return facts;
    });

  it('holds an approval that began before it and commits after: it lets nobody in, and none is missed in the count', async () => {
    const model = aModel();
    const before = await aTv({ model });
    const mayCommit = aGate();
    const opened = aGate<SessionFacts>();
    const approval = approveSlowly(model, mayCommit.passed, opened.open);
    const late = await opened.passed;
    const campaign = await world.campaign({ models: [model] });
    // Nothing of it waits for the approval.
    await world.start(campaign);
    const after = await aTv({ model });
    expect(await world.counting.once()).toBe('more');
    expect(await world.counting.once()).toBe('waits');
    expect(await isOver(late)).toBe(true);
    mayCommit.open();
    await approval;
    expect(await world.sessions.redeem(late.sid)).toBe(false);
    await world.countAll();
    expect([await isOver(before.facts), await isOver(late), await isOver(after.facts)]).toEqual([
      true,
      true,
      false,
    ]);
    // Nobody had redeemed the code, so no device was signed in by it; and yet it stays out for good.
    expect(await world.members(campaign)).toEqual([before.sid]);
    expect(await world.sessions.redeem(late.sid)).toBe(false);
  });

  it('waits for an update that is being noted, which leaves the class before it; one that comes second is refused', async () => {
    const model = aModel();
    const [early, late] = [await aTv({ model, appVersion: '1.9' }), await aTv({ model, appVersion: '1.9' })];
    const mayCommit = aGate();
    const noted = aGate();
    // As `updated` does it, with the lock held until the gate opens.
    const holding = world.database.transaction(async (tx) => {
      await tx.query('SELECT pg_advisory_xact_lock_shared($1)', [FACTS_LOCK]);
      await tx.query(`UPDATE sessions SET app_version = '2.0' WHERE sid = $1`, [early.sid]);
      noted.open();
      await mayCommit.passed;
    });
    await noted.passed;
    const campaign = await world.campaign({ models: [model], maxAppVersion: '1.9' });
    const starting = world.start(campaign);
    await somebodyWaits();
    const updating = world.sessions.updated(late.facts, { appVersion: '2.0', address });
    mayCommit.open();
    await Promise.all([holding, starting]);
    const answer = await updating;
    await world.countAll();
    expect(await isOver(await current(early.facts))).toBe(false);
    // Whoever of the two came first, what was answered is what holds.
    const stays = await isOver(await current(late.facts));
    expect('over' in answer).toBe(stays);
    expect(await world.members(campaign)).toEqual(stays ? [late.sid] : []);
  });

  it('is left by no update that comes after it, counted or not', async () => {
    const model = aModel();
    const tv = await aTv({ model, appVersion: '1.9' });
    const campaign = await world.campaign({ models: [model], maxAppVersion: '1.9' });
    await world.start(campaign);
    expect(await world.sessions.updated(tv.facts, { appVersion: '2.0', address })).toHaveProperty('over');
    await world.countAll();
    expect(await world.sessions.updated(tv.facts, { appVersion: '2.0', address })).toHaveProperty('over');
    expect((await current(tv.facts)).appVersion).toBe('1.9');
  });

  it('takes in no device that updates into it later, while points may judge by it', async () => {
    const model = aModel();
    const tv = await aTv({ model, appVersion: '1.9' });
    const campaign = await world.campaign({ models: [model], minAppVersion: '2.0' });
    await world.start(campaign);
    for (const counted of [false, true]) {
      if (counted) await world.countAll();
      const noted = await world.sessions.updated(tv.facts, { appVersion: '2.0', address });
      expect(noted).toEqual({ facts: tv.facts });
      expect(await isOver(await current(tv.facts))).toBe(false);
    }
    await world.database.query(
      `UPDATE revocations SET committed_at = now() - interval '12 minutes' WHERE scope = 'class'`,
    );
    const noted = await world.sessions.updated(tv.facts, { appVersion: '2.0', address });
    expect(noted).toEqual({ facts: { ...tv.facts, appVersion: '2.0' } });
    expect(await isOver(await current(tv.facts))).toBe(false);
    expect(await world.members(campaign)).toEqual([]);
  });

  it('counts each device once and for the first that ended it, whatever ended it besides', async () => {
    const model = aModel();
    const [gone, taken, later, kept] = [
      await aTv({ model }),
      await aTv({ model, appVersion: '1.0' }),
      await aTv({ model }),
      await aTv({ model }),
    ];
    const signOut = (sid: string) =>
      world.revocations.revokeSession(
        { sub, sid, sinceRequestMs: 0 },
        newEvent(ISSUER, sub, { type: 'session', sid }, 'signed-out'),
      );
    await signOut(gone.sid);
    const first = await world.campaign({ models: [model], maxAppVersion: '1.0' });
    const second = await world.campaign({ models: [model] });
    await world.start(first);
    await world.start(second);
    await signOut(later.sid);
    await world.countAll();
    expect(await world.members(first)).toEqual([taken.sid]);
    expect(await world.members(second)).toEqual([later.sid, kept.sid].sort());
  });

  it('is counted to the end by others when whoever counts dies between two lines', async () => {
    const model = aModel();
    const tvs = [await aTv({ model }), await aTv({ model }), await aTv({ model })];
    const campaign = await world.campaign({ models: [model] });
    await world.start(campaign);
    await world.settle(campaign);
    let left = 0;
    /** Dies at each statement once, the commit included. */
    const dying = new CountMembers(
      {
        ...world.database,
        transaction: (run) =>
          world.database.transaction(async (tx) => {
            let done = 0;
            const result = await run({
              query: async (sql, parameters) => {
                if (done++ === left) throw new Error('killed');
                return tx.query(sql, parameters);
              },
            });
            if (done <= left) throw new Error('killed before the commit');
            return result;
          }),
      },
      IDLE_DAYS,
    );
    for (; left < 6; left++) await expect(dying.once()).rejects.toThrow('killed');
    expect(await world.members(campaign)).toEqual([]);
    await world.countAll();
    expect(await world.members(campaign)).toEqual(tvs.map(({ sid }) => sid).sort());
  });

  it('holds exactly whom the predicate covers, counted beforehand and counted afterwards, stage by stage', async () => {
    const models = [aModel(), aModel()];
    const versions = ['1.9', '1.10', '2', '2.0.1', 'beta'];
    const all: SessionFacts[] = [];
    for (const model of models)
      for (const appVersion of versions)
        for (const kind of ['tv', 'phone'] as const) all.push((await aTv({ model, appVersion, kind })).facts);
    const some = <T>(from: readonly T[]) =>
      fc.option(fc.subarray([...from], { minLength: 1 }), { nil: undefined });
    const bound = fc.option(fc.constantFrom('1.9', '1.10', '2.0', '2.1'), { nil: undefined });
    await fc.assert(
      fc.asyncProperty(some(['tv', 'phone']), some(models), bound, bound, async (kinds, chosen, min, max) => {
        const deviceClass: DeviceClass = {
          models: chosen ?? models,
          ...(kinds && { kinds }),
          ...(min && { minAppVersion: min }),
          ...(max && { maxAppVersion: max }),
        };
        const living = [];
        for (const facts of all) if (!(await isOver(facts))) living.push(facts);
        const predicate = predicateOf(deviceClass, Number.MAX_SAFE_INTEGER);
        const meant = living.filter((facts) => covers(predicate, facts)).map(({ sid }) => sid);
        const { count } = await world.counts.count(deviceClass);
        expect(count).toBe(meant.length);
        const examples = await world.counts.examples(deviceClass, 100);
        expect(examples.map(({ sid }) => sid).sort()).toEqual([...meant].sort());
        const campaign = await world.campaign(deviceClass, [30, 100]);
        await world.start(campaign, 0);
        const { cutoff } = (await world.store.find(campaign.id))!;
        await world.countAll();
        const first = await world.members(campaign);
        expect(meant).toEqual(expect.arrayContaining(first));
        for (const facts of living) expect(await isOver(facts)).toBe(first.includes(facts.sid));
        // Enrolled between two stages: the cut-off was drawn once.
        const between = await aTv({ model: models[0]!, appVersion: '2', kind: 'tv' });
        await world.start(campaign, 1);
        await world.countAll();
        expect((await world.store.find(campaign.id))!.cutoff).toBe(cutoff);
        expect(await world.members(campaign)).toEqual([...meant].sort());
        expect(await isOver(between.facts)).toBe(false);
        all.push(between.facts);
      }),
      { numRuns: 12 },
    );
  });

  it('enrolled before a time holds those, and nobody of later', async () => {
    const model = aModel();
    const old = await aTv({ model });
    const young = await aTv({ model });
    await world.database.query(
      `UPDATE sessions SET created_at = now() - interval '2 hours' WHERE seq <= $1`,
      [old.facts.seq],
    );
    const enrolledBefore = new Date(Date.now() - 3_600_000).toISOString();
    expect((await world.counts.count({ models: [model], enrolledBefore })).count).toBe(1);
    const campaign = await world.campaign({ models: [model], enrolledBefore });
    await world.start(campaign);
    await world.countAll();
    expect(await world.members(campaign)).toEqual([old.sid]);
    expect([await isOver(old.facts), await isOver(young.facts)]).toEqual([true, false]);
  });
});
