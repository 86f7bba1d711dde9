import { setInterval } from 'node:timers/promises';
import { jest } from '@jest/globals';
import type { Beat } from '#libs/event-stream';
import { openDatabase } from '#libs/database';
import { WriteBeats } from '../../../apps/account-api/src/beats/write-beats.js';
import { PostgresBeatSource } from '../../../apps/account-api/src/beats/postgres/beat-source.js';
import { systemClock } from '../../../apps/account-api/src/enforcement-points/clock.js';
import { aDevice, anAccount } from '../../support/account-api/account.js';
import { FakePoint } from '../../support/account-api/fake-point.js';
import { anInstallation, type Installation } from '../../support/account-api/installation.js';
import { anInstance, type Instance } from '../../support/account-api/instance.js';
import { until } from '../../support/account-api/until.js';

jest.setTimeout(60_000);

/** A point stops trusting what it knows when a beat is this old. */
const STALE_AFTER_MS = 2_000;
const SIGN_OUT_EVERY_MS = 5;
/** What 200 a second have under way where each takes 100 ms; at rest each takes three. */
const MOST_AT_ONCE = 20;

describe('beats', () => {
  let installation: Installation;
  let one: Instance;
  let other: Instance;
  let point: FakePoint;

  beforeAll(async () => {
    installation = await anInstallation();
    one = await anInstance(installation);
    other = await anInstance(installation);
    point = await new FakePoint(installation.stream, installation).join();
  });
  afterAll(async () => {
    await point?.leave();
    await one?.close();
    await other?.close();
    await installation?.close();
  });

  const beatsFrom = (index: number) =>
    point.beats.slice(index).map((record) => ({ ...record, beat: JSON.parse(record.value) as Beat }));
  const partitions = async () =>
    (await installation.stream.endOffsets(installation.topic('securityEvents'))).size;
  /** The longest a partition went without a beat. */
  const longestGapMs = (index: number) => {
    const last = new Map<number, number>();
    let longest = 0;
    for (const { partition, timestamp } of beatsFrom(index)) {
      longest = Math.max(longest, timestamp - (last.get(partition) ?? timestamp));
      last.set(partition, timestamp);
    }
    return longest;
  };

  it('reach every partition, from one instance at a time, with the database’s time', async () => {
    const from = point.beats.length;
    const count = await partitions();
    await until('ten rounds', () => point.beats.length - from >= 10 * count);
    const beats = beatsFrom(from);
    expect(new Set(beats.map(({ partition }) => partition)).size).toBe(count);
    // Two writers would make twice as many.
    const span = beats.at(-1)!.timestamp - beats[0]!.timestamp;
    expect(beats.length / count).toBeLessThan((span / 250) * 1.5 + 2);
    const [now] = await installation.database.query<{ ms: number }>(
      'SELECT extract(epoch FROM clock_timestamp())::float8 * 1000 AS ms',
    );
    expect(Math.abs(now!.ms - beats.at(-1)!.beat.databaseTime)).toBeLessThan(STALE_AFTER_MS);
    expect(beats.at(-1)!.beat.unsentForMs).toBe(0);
  });

  it('go on under 200 sign-outs a second, and every one of those is told and blocked', async () => {
    const sub = await anAccount(installation.database);
    const devices = [];
    for (let n = 0; n < 600; n++) devices.push(await aDevice(one, installation.database, sub));
    const from = point.beats.length;
    const seen = point.events.length;
    const failures: Promise<unknown>[] = [];
    const answers = new Set<Promise<unknown>>();
    let n = 0;
    for await (const _ of setInterval(SIGN_OUT_EVERY_MS)) {
      // Two instances with ten connections each have enough to do with these; more would test only the queue.
      if (answers.size < MOST_AT_ONCE) {
        const { sid } = devices[n]!;
        const answer = (n % 2 === 0 ? one : other).revokeSession.revoke(sub, sid);
        answers.add(answer);
        void answer.finally(() => answers.delete(answer)).catch(() => {});
        failures.push(
          answer.then(
            () => null,
            (error: unknown) => error,
          ),
        );
        if (++n === devices.length) break;
      }
    }
    expect((await Promise.all(failures)).filter((failure) => failure !== null)).toEqual([]);
    await point.seen(seen + devices.length);
    expect(longestGapMs(from)).toBeLessThan(STALE_AFTER_MS);
    for (const { beat } of beatsFrom(from)) expect(beat.unsentForMs).toBeLessThan(STALE_AFTER_MS);
    await until('all blocked', async () => {
      const [row] = await installation.database.query<{ open: number }>(
        'SELECT count(*) AS open FROM revocations WHERE account_id = $1 AND blocked_at IS NULL',
        [sub],
      );
      return row?.open === 0;
    });
  });

  it('say how old the oldest unsent event is', async () => {
    const sub = await anAccount(installation.database);
    // A row nobody can send: its lease is held by an instance that is no more.
    const [row] = await installation.database.query<{ id: number }>(
      `INSERT INTO outbox (topic, key, payload, created_at, leased_until)
       VALUES ('security-events', $1, '{}', now() - interval '7 seconds', now() + interval '1 hour') RETURNING id`,
      [sub],
    );
    const beat = await until('an old one', () => {
      const last = beatsFrom(-1)[0]!.beat;
      return last.unsentForMs >= 7_000 && last;
    });
    expect(beat.unsentForMs).toBeLessThan(600_000);
    await installation.database.query('DELETE FROM outbox WHERE id = $1', [row!.id]);
  });

  it('go on from another instance when the leader’s connection is lost', async () => {
    const [leader] = await installation.database.query<{ pid: number }>(
      `SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND objid = 7402119 AND granted
         AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`,
    );
    const from = point.beats.length;
    await installation.database.query('SELECT pg_terminate_backend($1)', [leader!.pid]);
    const count = await partitions();
    await until('new beats', () => point.beats.length - from >= 4 * count);
    expect(longestGapMs(from)).toBeLessThan(STALE_AFTER_MS);
  });

  it('go on when the leader is frozen with its connection open: the database ends its lead', async () => {
    const own = await anInstallation();
    const database = await openDatabase(own.databaseUrl, { poolSize: 2 });
    let frozen = (): void => {};
    const leading = new Promise<void>((resolve) => (frozen = resolve));
    const stuck = new PostgresBeatSource(database)
      .whileLeading(async ({ beat }) => {
        await beat();
        frozen();
        // As under SIGSTOP: it holds the lock and says nothing. What it asks when it wakes must fail.
        await until('losing the lead', async () => {
          const [lock] = await own.database.query<{ held: boolean }>(
            `SELECT EXISTS (SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND objid = 7402119 AND granted
               AND database = (SELECT oid FROM pg_database WHERE datname = current_database())) AS held`,
          );
          return lock?.held === false;
        });
        await beat();
      })
      .then(
        () => 'went on',
        () => 'noticed',
      );
    await leading;
    expect(await stuck).toBe('noticed');
    const beats = new WriteBeats(
      new PostgresBeatSource(own.database),
      own.stream,
      own.topic('securityEvents'),
      systemClock,
      () => {},
    );
    beats.start();
    await until('the next leader’s beat', async () => {
      const ends = await own.stream.endOffsets(own.topic('securityEvents'));
      return [...ends.values()].every((end) => end > 0n);
    });
    await beats.stop();
    await database.close();
    await own.close();
  });
});
