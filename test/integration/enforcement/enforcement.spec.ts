import { randomUUID } from 'node:crypto';
import { Kafka } from 'kafkajs';
import { httpSnapshots, type SnapshotSource } from '#libs/enforcement';
import { nodeVerifier } from '#libs/service-runtime';
import type { SessionFacts } from '#libs/revocation-index';
import { aDevice, anAccount } from '../../support/account-api/account.js';
import { aGate } from '../../support/account-api/gate.js';
import { anInstallation, type Installation } from '../../support/account-api/installation.js';
import { anInstance, type Instance } from '../../support/account-api/instance.js';
import { until } from '../../support/account-api/until.js';
import { aPoint, type RealPoint } from '../../support/enforcement/a-point.js';

describe('an enforcement point, on Kafka, by the account API', () => {
  let installation: Installation;
  let instance: Instance;
  const open = new Set<RealPoint>();

  beforeAll(async () => {
    installation = await anInstallation();
    instance = await anInstance(installation);
  });
  afterEach(async () => {
    await Promise.all([...open].map((point) => point.close()));
    open.clear();
  });
  afterAll(async () => {
    await instance?.close();
    await installation?.close();
  });

  const point = async (overrides: Parameters<typeof aPoint>[2] = {}): Promise<RealPoint> => {
    const made = await aPoint(installation, instance, overrides);
    open.add(made);
    return made;
  };
  const freshPoint = async (overrides: Parameters<typeof aPoint>[2] = {}): Promise<RealPoint> => {
    const made = await point(overrides);
    await made.enforcement.start();
    await until('fresh', () => made.enforcement.isFresh());
    return made;
  };
  const aTv = async (sub?: string): Promise<SessionFacts> => {
    const account = sub ?? (await anAccount(installation.database));
    return (await aDevice(instance, installation.database, account)).facts;
  };
  const signOut = ({ sub, sid }: SessionFacts) => instance.revokeSession.revoke(sub, sid);
  /** What the account API says of the session's revocation. */
  const revocation = async ({ sid }: SessionFacts) => {
    const [row] = await installation.database.query<{
      readonly blocked: boolean;
      readonly points: number | null;
      readonly partition: number | null;
      readonly offset: string | null;
    }>(
      `SELECT blocked_at IS NOT NULL AS blocked, points, event_partition AS partition, event_offset::text AS offset
         FROM revocations WHERE sid = $1`,
      [sid],
    );
    return row!;
  };
  const blocked = (facts: SessionFacts) => until('blocked', async () => (await revocation(facts)).blocked);
  const placeOf = (facts: SessionFacts) =>
    until('published', async () => {
      const { partition, offset } = await revocation(facts);
      return partition !== null && offset !== null && { partition, offset: BigInt(offset) };
    });

  it('starts with what was revoked before, and refuses from the event on; then it is blocked', async () => {
    const [old, tv, phone] = [await aTv(), await aTv(), await aTv()];
    await signOut(old);
    const { enforcement, heard } = await freshPoint();
    expect([old, tv].map((facts) => enforcement.judge(facts))).toEqual(['revoked', 'good']);
    await signOut(tv);
    await blocked(tv);
    expect([tv, phone].map((facts) => enforcement.judge(facts))).toEqual(['revoked', 'good']);
    expect(heard.map(({ event }) => event.predicate)).toEqual([{ type: 'session', sid: tv.sid }]);
    expect((await revocation(tv)).points).toBe(1);
  });

  it('has a revocation that was committed while it started, wherever it was in that', async () => {
    for (const when of ['before the snapshot is asked for', 'after it was taken'] as const) {
      const tv = await aTv();
      const asked = aGate();
      const mayGoOn = aGate();
      const source = httpSnapshots(instance.internalUrl);
      const snapshots: SnapshotSource = {
        read: async (poll) => {
          const taken = when === 'after it was taken' ? await source.read(poll) : null;
          asked.open();
          await mayGoOn.passed;
          return taken ?? source.read(poll);
        },
      };
      const { enforcement } = await point({ snapshots });
      const starting = enforcement.start();
      await asked.passed;
      await signOut(tv);
      mayGoOn.open();
      await starting;
      expect(enforcement.covers(tv)).toBe(true);
    }
  });

  it('of two points the slower one decides: blocked is when what it had in flight is gone', async () => {
    const tv = await aTv();
    const gone = aGate();
    const quick = await freshPoint();
    const slow = await freshPoint({ onRevoked: () => gone.passed });
    await signOut(tv);
    const { partition, offset } = await placeOf(tv);
    // Both know at once; the quick one has reported it, and beats behind it are read by both.
    await until('known', () => slow.enforcement.covers(tv));
    await until('passed by the quick one', () => {
      return (quick.enforcement.state.applied.get(partition) ?? -1n) > offset + 4n;
    });
    expect(slow.enforcement.state).toMatchObject({ fresh: true });
    expect(slow.enforcement.state.applied.get(partition)).toBeLessThan(offset);
    expect((await revocation(tv)).blocked).toBe(false);
    gone.open();
    await blocked(tv);
    expect((await revocation(tv)).points).toBe(2);
  });

  it('reads the snapshot again when what it had not read yet was deleted from Kafka', async () => {
    const sub = await anAccount(installation.database);
    const [first, second] = [await aTv(sub), await aTv(sub)];
    const mayVerify = aGate();
    const verifying = aGate();
    const known = new Map(installation.keys.all.map(({ kid, publicJwk }) => [kid, nodeVerifier(publicJwk)]));
    const { enforcement, rereads } = await freshPoint({
      keyOf: async (kid) => {
        verifying.open();
        await mayVerify.passed;
        return known.get(kid) ?? null;
      },
    });
    const { rereads: before } = { rereads: rereads() };
    await signOut(first);
    await verifying.passed;
    // It has the first in hand. The second comes behind it, and is deleted before it is read.
    await signOut(second);
    const { partition, offset } = await placeOf(second);
    const topic = installation.topic('securityEvents');
    const admin = new Kafka({
      brokers: [...installation.brokers],
      clientId: randomUUID(),
      logLevel: 0,
    }).admin();
    await admin.connect();
    // Its cluster metadata must be loaded first, or kafkajs refuses to delete.
    await admin.fetchTopicOffsets(topic);
    await admin.deleteTopicRecords({ topic, partitions: [{ partition, offset: String(offset + 1n) }] });
    await admin.disconnect();
    mayVerify.open();
    await until('read again', () => enforcement.covers(second));
    await until('fresh again', () => enforcement.isFresh());
    expect([enforcement.judge(first), enforcement.judge(second)]).toEqual(['revoked', 'revoked']);
    expect(rereads()).toBeGreaterThan(before);
    expect(enforcement.state.gaps).toBe(1);
    await blocked(second);
  });

  it('serves nobody once beats and source are gone, and goes on when they are back', async () => {
    const own = await anInstallation();
    const first = await anInstance(own);
    let source = httpSnapshots(first.internalUrl);
    const made = await aPoint(own, first, { snapshots: { read: (poll) => source.read(poll) } });
    open.add(made);
    const { enforcement } = made;
    const [tv, phone] = await Promise.all(
      [0, 1].map(async () => (await aDevice(first, own.database, await anAccount(own.database))).facts),
    );
    await enforcement.start();
    await until('fresh', () => enforcement.isFresh());
    await first.close();
    await until('stale', () => !enforcement.isFresh());
    expect(enforcement.state.why).toBe('beats-old');
    expect(await enforcement.judge(tv!)).toBe('not-fresh');

    const next = await anInstance(own);
    source = httpSnapshots(next.internalUrl);
    await next.revokeSession.revoke(tv!.sub, tv!.sid);
    // Fresh is not yet blocked: an event that was published just now may be on its way.
    await until('heard of', () => enforcement.covers(tv!));
    await until('fresh again', () => enforcement.isFresh());
    expect([await enforcement.judge(tv!), await enforcement.judge(phone!)]).toEqual(['revoked', 'good']);
    await made.close();
    open.delete(made);
    await next.close();
    await own.close();
  });

  it('away from Kafka learns by polls, and blocked waits until it has', async () => {
    const tv = await aTv();
    const away = aGate();
    const { enforcement } = await freshPoint({
      // What the stream brings it cannot use: as if Kafka were away for this point alone.
      keyOf: async () => {
        await away.passed;
        return null;
      },
    });
    const stuck = await aTv();
    await signOut(stuck);
    await until('stuck', () => !enforcement.isFresh());
    await until('learnt from a poll', () => enforcement.covers(stuck));
    await signOut(tv);
    await until('learnt from a poll', async () => (await enforcement.judge(tv)) === 'revoked');
    await blocked(tv);
    expect(await enforcement.judge(await aTv())).toBe('good');
    away.open();
  });
});
