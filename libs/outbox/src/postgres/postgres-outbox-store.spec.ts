import type { Transaction } from '#libs/database';
import { aDatabase, type TestDatabase } from '#libs/database/testing';
import type { OutgoingRecord, Position } from '#libs/event-stream';
import { Outbox } from '../outbox.js';
import type { OutboxRow } from '../outbox-store.js';
import { Publisher } from '../publisher.js';
import { Relay } from '../relay.js';
import { aRow, storeContract, type StoreUnderTest } from '../testing/index.js';
import { PostgresOutboxStore } from './postgres-outbox-store.js';

let own: TestDatabase;
let store: PostgresOutboxStore;
const request = { by: 'relay-1', leaseMs: 5_000, olderThanMs: 0, limit: 10 };

beforeAll(async () => {
  own = await aDatabase({ poolSize: 20 });
  store = new PostgresOutboxStore(own.database);
});
afterAll(() => own.drop());
beforeEach(() => own.database.query('TRUNCATE outbox'));

const addRows = (count: number): Promise<readonly OutboxRow[]> =>
  own.database.transaction((tx) =>
    store.add(
      tx,
      Array.from({ length: count }, (_, i) => aRow({ key: String(i) })),
    ),
  );
const idsOf = (rows: readonly OutboxRow[]): number[] => rows.map(({ id }) => id);

/** A promise that resolves when the test says so. */
function gate(): { readonly opened: Promise<void>; readonly open: () => void } {
  let open = (): void => {};
  const opened = new Promise<void>((resolve) => (open = resolve));
  return { opened, open };
}

describe('the outbox on PostgreSQL', () => {
  const underTest = (): StoreUnderTest<Transaction> => ({
    store,
    transaction: (run) => own.database.transaction(run),
    pass: async (ms) => {
      await own.database.query(
        `UPDATE outbox SET created_at = created_at - $1 * interval '1 ms',
                           leased_until = leased_until - $1 * interval '1 ms',
                           sent_at = sent_at - $1 * interval '1 ms'`,
        [ms],
      );
    },
  });

  it.each(storeContract<Transaction>())('%s', (_, run) => run(underTest()));
});

describe('relays side by side on PostgreSQL', () => {
  it('lease rows apart: none twice, none left out', async () => {
    const added = await addRows(100);
    const leases = await Promise.all(
      Array.from({ length: 16 }, (_, i) => store.lease({ ...request, by: `relay-${i}` })),
    );
    const rest = await store.lease({ ...request, limit: 100 });
    const taken = [...leases.flat(), ...rest].map(({ id }) => id);
    expect(taken.toSorted((a, b) => a - b)).toEqual(idsOf(added));
  });

  it('take what another is not just taking, and do not wait for it', async () => {
    const added = await addRows(4);
    const [held, done] = [gate(), gate()];
    const other = own.database.transaction(async (tx) => {
      await tx.query('SELECT id FROM outbox WHERE id = ANY ($1::bigint[]) FOR UPDATE', [
        idsOf(added.slice(0, 2)),
      ]);
      held.open();
      await done.opened;
    });
    await held.opened;
    expect(idsOf(await store.lease(request))).toEqual(idsOf(added.slice(2)));
    done.open();
    await other;
  });

  it('see no row before its transaction has committed', async () => {
    const [added, commit] = [gate(), gate()];
    const adding = own.database.transaction(async (tx) => {
      await store.add(tx, [aRow()]);
      added.open();
      await commit.opened;
    });
    await added.opened;
    expect(await store.lease(request)).toEqual([]);
    expect(await store.unsentForMs('security-events')).toBe(0);
    commit.open();
    await adding;
    expect(await store.lease(request)).toHaveLength(1);
  });

  it('have the lease committed, and no transaction open, while they send', async () => {
    await addRows(1);
    const [sending, answer] = [gate(), gate()];
    const { relay } = aRelay(async () => {
      sending.open();
      await answer.opened;
    });
    const pass = relay.pass();
    await sending.opened;
    const leased = await own.database.query('SELECT id FROM outbox WHERE leased_until > now()');
    const open = await own.database.query(
      `SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND state LIKE 'idle in transaction%'`,
    );
    answer.open();
    expect([leased.length, open.length]).toEqual([1, 0]);
    expect(await pass).toEqual({ leased: 1, sent: 1 });
  });

  it('send again what one of them sent and did not live to mark', async () => {
    const [row] = await addRows(1);
    const killed = aRelay(() => Promise.resolve(), { markSent: () => new Promise(() => {}) });
    void killed.relay.pass();
    await killed.noted;
    await own.database.query(`UPDATE outbox SET leased_until = now() - interval '1 ms'`);
    const survivor = aRelay(() => Promise.resolve());
    expect(await survivor.relay.pass()).toEqual({ leased: 1, sent: 1 });
    expect([killed.sent, survivor.sent]).toEqual([[row?.key], [row?.key]]);
    expect(await store.unsentForMs('security-events')).toBe(0);
  });

  it('lose nothing while rows are added, published at once and left over at the same time', async () => {
    const sent = new Map<string, number>();
    const count = (key: string): Promise<void> => {
      sent.set(key, (sent.get(key) ?? 0) + 1);
      // Every third one is refused at its first try, as by a broker that is going down.
      return Number(key) % 3 === 0 && sent.get(key) === 1
        ? Promise.reject(new Error('away'))
        : Promise.resolve();
    };
    const direct = aRelay(count);
    const outbox = new Outbox(store, direct.publisher);
    const relays = Array.from({ length: 4 }, () => aRelay(count).relay);
    for (const relay of relays) relay.start();
    await Promise.all(
      Array.from({ length: 60 }, async (_, i) => {
        const rows = await own.database.transaction((tx) => outbox.add(tx, [aRow({ key: String(i) })]));
        if (i % 2 === 0) await outbox.publish(rows);
      }),
    );
    await outbox.idle();
    const last = aRelay(count).relay;
    while ((await store.unsentForMs('security-events')) > 0) await last.pass();
    await Promise.all(relays.map((relay) => relay.stop()));
    expect([...sent.keys()].map(Number).toSorted((a, b) => a - b)).toEqual(
      Array.from({ length: 60 }, (_, i) => i),
    );
  });
});

/** A relay on the store under test, whose stream does what the test says. */
function aRelay(publish: (key: string) => Promise<void>, overrides: Partial<PostgresOutboxStore> = {}) {
  const sent: string[] = [];
  const noted = gate();
  const stream = {
    publish: async ({ topic, key }: OutgoingRecord): Promise<Position> => {
      await publish(key);
      sent.push(key);
      return { topic, partition: 0, offset: BigInt(sent.length) };
    },
  };
  const publisher = new Publisher(
    { markSent: overrides.markSent ?? ((ids) => store.markSent(ids)) },
    stream,
    {
      encode: ({ topic, key, payload }) => ({ topic, key, value: payload }),
      onPublished: async () => noted.open(),
    },
  );
  const relay = new Relay(store, publisher, { by: 'relay', olderThanMs: 0, everyMs: 5, batch: 7 });
  return { relay, publisher, sent, noted: noted.opened };
}
