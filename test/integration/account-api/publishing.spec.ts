import { jest } from '@jest/globals';
import type { ActivityRecord } from '#libs/event-stream';
import { LeftOvers } from '../../../apps/account-api/src/revocations/left-overs.js';
import { aDevice, anAccount } from '../../support/account-api/account.js';
import { FakePoint } from '../../support/account-api/fake-point.js';
import { GatedStream } from '../../support/account-api/gated-stream.js';
import { anInstallation, type Installation } from '../../support/account-api/installation.js';
import { anInstance, type Instance } from '../../support/account-api/instance.js';
import { until } from '../../support/account-api/until.js';

jest.setTimeout(30_000);

describe('a sign-out with two instances', () => {
  let installation: Installation;
  let gated: GatedStream;
  let one: Instance;
  let other: Instance;
  let point: FakePoint;

  beforeAll(async () => {
    installation = await anInstallation();
    one = await anInstance(installation, {
      stream: (stream) => (gated = new GatedStream(stream, installation.topic('securityEvents'))),
    });
    // The first instance shall do nothing about what it leaves behind.
    await one.nest.get(LeftOvers, { strict: false }).stop();
    other = await anInstance(installation);
    point = await new FakePoint(installation.stream, installation).join();
  });
  afterAll(async () => {
    await point?.leave();
    await one?.close();
    await other?.close();
    await installation?.close();
  });
  afterEach(() => gated.giveUp());

  const aTv = async () => {
    const sub = await anAccount(installation.database);
    return { sub, tv: await aDevice(one, installation.database, sub) };
  };
  const eventsOf = (txn: string) => point.events.filter((event) => event.txn === txn);
  const blocked = (sub: string, id: string) =>
    until('blocked', async () => {
      const view = await other.readRevocation.read(sub, id);
      return view.blockedAt !== null && view;
    });

  it('answered by one is known at the other at once, and repeated there is the same', async () => {
    const { sub, tv } = await aTv();
    const view = await one.revokeSession.revoke(sub, tv.sid);
    expect(await other.sessions.findRevocationOf(tv.facts)).not.toBeNull();
    expect((await other.revokeSession.revoke(sub, tv.sid)).id).toBe(view.id);
    await blocked(sub, view.id);
    expect(eventsOf(view.txn)).toHaveLength(1);
  });

  it('is answered without waiting for Kafka, and sent by the other’s relay if its process dies before it could', async () => {
    const { sub, tv } = await aTv();
    gated.mode = 'hold';
    const view = await one.revokeSession.revoke(sub, tv.sid);
    expect(view.devices).toMatchObject([{ state: 'blocking' }]);
    // From here on the first instance does nothing for this event: as if killed between commit and publish.
    await gated.heldOne();
    const [sent] = await until('the relay', () => {
      const events = eventsOf(view.txn);
      return events.length > 0 && events;
    });
    const [row] = await installation.database.query<{ payload: string }>(
      'SELECT payload FROM revocations WHERE id = $1',
      [view.id],
    );
    expect(sent?.payload).toBe(row?.payload);
    const after = await blocked(sub, view.id);
    expect(after.blockedAt!).toBeGreaterThan(after.requestedAt);
  });

  it('is sent by the relay when the broker refused it after the commit', async () => {
    const { sub, tv } = await aTv();
    gated.mode = 'refuse';
    const view = await one.revokeSession.revoke(sub, tv.sid);
    await until('the relay', () => eventsOf(view.txn).length > 0);
    await blocked(sub, view.id);
    const [outbox] = await installation.database.query<{ sent: boolean }>(
      `SELECT sent_at IS NOT NULL AS sent FROM outbox WHERE headers ->> 'txn' = $1`,
      [view.txn],
    );
    expect(outbox?.sent).toBe(true);
  });

  it('is marked blocked once, and told to pages once', async () => {
    const told: string[] = [];
    const reader = await installation.stream.tail({
      topic: installation.topic('accountActivity'),
      from: 'end',
      onRecord: ({ value }) => {
        for (const { type, revocationId } of (JSON.parse(value) as ActivityRecord).changes)
          if (type === 'revocation-blocked') told.push(revocationId ?? '');
      },
      onGap: () => {},
    });
    const views = [];
    for (let n = 0; n < 20; n++) {
      const { sub, tv } = await aTv();
      views.push({ sub, ...(await [one, other][n % 2]!.revokeSession.revoke(sub, tv.sid)) });
    }
    for (const { sub, id } of views) await blocked(sub, id);
    await until('all told', () => told.length >= views.length);
    await reader.stop();
    expect([...told].sort()).toEqual(views.map(({ id }) => id).sort());
  });

  it('waits for a frozen point, and for a point that joined while it was in flight', async () => {
    const frozen = await new FakePoint(installation.stream, installation).join();
    await until('two points', async () => (await countedBy(one)) === 2);
    frozen.hold();
    const { sub, tv } = await aTv();
    const view = await one.revokeSession.revoke(sub, tv.sid);
    await until('the first point', () => eventsOf(view.txn).length > 0);
    const joining = await new FakePoint(installation.stream, installation).join();
    await until('three points', async () => (await countedBy(one)) === 3);
    expect((await other.readRevocation.read(sub, view.id)).blockedAt).toBeNull();
    frozen.release();
    await frozen.seen(1);
    const after = await blocked(sub, view.id);
    expect(after.points).toBe(3);
    await frozen.leave();
    await joining.leave();
    await until('one point', async () => (await countedBy(one)) === 1);
  });

  const countedBy = async (instance: Instance): Promise<number> => {
    const { sub, tv } = await aTv();
    gated.mode = 'pass';
    return (await instance.revokeSession.revoke(sub, tv.sid)).points;
  };
});
