import { randomUUID } from 'node:crypto';
import { GoFleet, nowNs } from '../../world/fleet.js';
import { SeededWorld } from '../../world/seeded.js';
import { inParallel } from '../../world/web-client.js';
import { accounting, type SectionOptions } from '../section.js';
import { AT_ONCE, wireDevice } from '../source/enrolments.js';
import { usualRepeats } from './sizes.js';

const SESSIONS = [1, 10, 1_000, 1_000_000] as const;
/** To make so many takes longer than all else. */
const MANY = 1_000_000;
const MANY_REPEATS = 1;
const REFRESHES = 800;
const RECEIPTS = 5_000;
const BLOCKED_WITHIN_MS = 300_000;
const CLOSED_WITHIN_MS = 120_000;

export interface SessionTimes {
  readonly sessions: number;
  readonly accountMs: number[];
  readonly classMs: number[];
  readonly countedMs: number[];
}

export interface OfTheSource {
  readonly bySessions: readonly SessionTimes[];
  readonly refreshesPerS: number[];
  readonly receiptsStoredPerS: number[];
  readonly databaseBytesASession: number;
}

/** What the account API and its database do alone: time to block by number of sessions, and their rates. */
export async function bySessions({ asked, say }: SectionOptions): Promise<OfTheSource> {
  const repeats = usualRepeats(asked);
  const world = await SeededWorld.start('bench-growth');
  const fleet = await GoFleet.start(RECEIPTS);
  const most = asked.devices ?? MANY;
  const bySize = SESSIONS.filter((sessions) => sessions <= most).map(timesOf);
  const rates = { refreshesPerS: [] as number[], receiptsStoredPerS: [] as number[] };
  try {
    const refresh = await refreshing(world);
    // Nothing counts that was measured on a cold process.
    await refresh();
    await receiptsASecond(world, fleet, 'Warm');
    await timed(world, timesOf(1), -1);
    for (let repeat = 0; repeat < repeats; repeat++) {
      rates.refreshesPerS.push(await refresh());
      rates.receiptsStoredPerS.push(await receiptsASecond(world, fleet, `Receipts ${repeat}`));
      // Many in the last repeats: they are counted for minutes, beside whatever comes after them.
      const now = bySize.filter(({ sessions }) => sessions < MANY || repeat >= repeats - MANY_REPEATS);
      for (const times of now) await timed(world, times, repeat);
      const words = now.map(
        ({ sessions, accountMs, classMs }) =>
          `${sessions}: ${accountMs.at(-1)?.toFixed(1)} | ${classMs.at(-1)?.toFixed(1)} ms`,
      );
      say(`  ${repeat + 1} of ${repeats}: blocked, account | class: ${words.join(', ')}`);
    }
    const [row] = await world.query<{ bytes: number }>(
      `SELECT pg_total_relation_size('sessions')::float8 / (SELECT count(*) FROM sessions) AS bytes`,
    );
    return { bySessions: bySize, ...rates, databaseBytesASession: row!.bytes };
  } finally {
    await fleet.stop();
    await world.close();
  }
}

const timesOf = (sessions: number): SessionTimes => ({
  sessions,
  accountMs: [],
  classMs: [],
  countedMs: [],
});

async function timed(
  world: SeededWorld,
  { sessions, accountMs, classMs, countedMs }: SessionTimes,
  repeat: number,
): Promise<void> {
  const model = `Of ${sessions}, ${repeat}`;
  const household = await accountOf(world, sessions, `${model}, account`);
  const person = await world.personOf(household);
  const { id } = await person.revokeAll({ exceptSid: person.sid });
  const { requestedAt, blockedAt } = await person.blocked(id, BLOCKED_WITHIN_MS);
  accountMs.push(blockedAt - requestedAt);
  person.close();
  await accountOf(world, sessions, model);
  const campaign = await world.campaign({ models: [model] });
  const { stages } = await world.until(campaign.id, `a class of ${sessions} is blocked`, (view) =>
    view.stages.every(({ blockedAfterMs }) => blockedAfterMs !== null),
  );
  classMs.push(stages[0]!.blockedAfterMs!);
  countedMs.push(campaign.countedMs);
}

/** One account with so many live sessions of a model of their own, in the rows that the flow leaves. */
async function accountOf(world: SeededWorld, sessions: number, model: string) {
  const [household] = await world.link([randomUUID()], { model, accounts: 1 });
  await world.query(
    `INSERT INTO sessions (sid, account_id, seq, kind, name, model, app_version, jkt, address, last_address, live_at)
     SELECT gen_random_uuid(), $1, nextval('session_seq'), 'tv', 'One', $2, '1', gen_random_uuid()::text,
            '127.0.0.1', '127.0.0.1', clock_timestamp() FROM generate_series(2, $3::integer)`,
    [household!.account.sub, model, sessions],
  );
  await world.query('ANALYZE sessions');
  return household!;
}

async function refreshing(world: SeededWorld): Promise<() => Promise<number>> {
  const devices = Array.from({ length: AT_ONCE }, () => wireDevice(world.web));
  const jkts = devices.map(({ key }) => key.jkt);
  const linked = await world.link(jkts, { model: 'Refreshed', accounts: AT_ONCE });
  const tokens = linked.flatMap(({ sessions }) => sessions.map(({ refreshToken }) => refreshToken));
  return async () => {
    const ms = await inParallel(REFRESHES, AT_ONCE, async (_, lane) => {
      const { status } = await devices[lane]!.refresh(tokens[lane]!);
      if (status !== 200) throw new Error(`a refresh answered ${status}`);
    });
    return REFRESHES / (ms / 1_000);
  };
}

/**
 * All devices of a campaign send theirs at once, so that the account API is the one that is waited for. On a machine that
 * is busy with other things a device may be closed before its receipt was taken; it is no part of the figure.
 */
async function receiptsASecond(world: SeededWorld, fleet: GoFleet, model: string): Promise<number> {
  const households = await world.seed(fleet, { model, accounts: Math.ceil(fleet.size / 5) });
  await fleet.take(await world.tokensOf(households));
  await fleet.connect(world.stack.pushUrl);
  await fleet.watch({ receipts: true });
  const { id, at } = await world.campaign({ models: [model] }, { receiptWindowMs: 0 });
  const closed = await fleet.closed(fleet.size, CLOSED_WITHIN_MS);
  accounting.all(closed.count, fleet.size, 'growth: closed with a receipt, or without');
  const { count: stored } = await fleet.stored(fleet.size, 0);
  await world.until(
    id,
    'all that sent a receipt are confirmed',
    ({ figures }) => figures.confirmed >= stored,
  );
  const seconds = (nowNs() - at) / 1e9;
  await fleet.drop();
  return stored / seconds;
}
