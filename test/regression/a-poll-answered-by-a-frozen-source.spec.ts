/**
 * The mechanism: an account API that is frozen answers, when it wakes, two polls that their point has given up. By
 * asking again the point was taken to have the first answer, or to refuse since; but that answer's snapshot was taken
 * at the waking, so it held revocations that the point, fresh again by then, had not heard of. They were called
 * blocked while it still served their sessions. Now a poll names the answer it has, and only that counts.
 */
import { randomUUID } from 'node:crypto';
import { aDatabase, type TestDatabase } from '#libs/database/testing';
import { World } from '#libs/enforcement/testing';
import { PostgresBlocked } from '../../apps/account-api/src/enforcement-points/postgres/blocked.js';
import { PostgresSnapshot } from '../../apps/account-api/src/internal/postgres/snapshot.js';

describe('the source, of polls that were given up', () => {
  let own: TestDatabase;
  beforeEach(async () => {
    own = await aDatabase();
  });
  afterEach(() => own.drop());

  const aRevocation = async (): Promise<string> => {
    const [row] = await own.database.query<{ id: string }>(
      `INSERT INTO revocations (id, jti, txn, predicate, payload, cause, initiating_entity, requested_at, scope, sid,
                                awaits_receipt, event_partition, event_offset, committed_at)
       VALUES ($1, $1, $1, '{}', '{}', 'signed-out', 'user', now(), 'session', $1, false, 0, 0,
               now() - interval '2 seconds') RETURNING id`,
      [randomUUID()],
    );
    return row!.id;
  };

  it('takes none of the answers for received, however many polls it answers at its waking', async () => {
    const snapshots = new PostgresSnapshot(own.database);
    const blocked = new PostgresBlocked(own.database);
    const poll = { point: 'g1', boot: randomUUID() };
    const { name: having } = await snapshots.read({ ...poll, having: null });
    const revocationId = await aRevocation();
    for (let given = 0; given < 3; given++) await snapshots.read({ ...poll, having });
    expect(await blocked.overdue()).toMatchObject([{ revocationId, polled: new Set() }]);
    const silent = [{ boot: poll.boot, largestGraceMs: 0 }];
    expect(await blocked.mark([{ revocationId, afterMs: null, points: 1 }], silent, null)).toEqual([]);

    const { name } = await snapshots.read({ ...poll, having });
    await snapshots.read({ ...poll, having: name });
    expect(await blocked.overdue()).toMatchObject([{ revocationId, polled: new Set([poll.boot]) }]);
    expect(await blocked.mark([{ revocationId, afterMs: null, points: 1 }], silent, null)).toHaveLength(1);
  });
});

describe('a point, of polls that it gave up', () => {
  it('names the last answer that its index has, and none that it did not wait for', async () => {
    const world = new World();
    const { enforcement } = await world.freshPoint();
    const named = (): (string | null)[] => world.source.polls.map(({ having }) => having);
    const before = world.source.polls.length;
    world.source.mode = 'hold';
    // No beats: it is not fresh, and polls.
    await world.clock.pass(8_000);
    const given = named().slice(before);
    expect(given.length).toBeGreaterThanOrEqual(2);
    expect(new Set(given)).toEqual(new Set([`answer ${before}`]));
    world.source.release();
    await world.clock.pass(5_000);
    expect(named().at(-1)).toBe(`answer ${named().length - 1}`);
    await enforcement.stop();
  });
});
