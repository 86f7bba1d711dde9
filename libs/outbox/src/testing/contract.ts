import type { NewOutboxRow, OutboxRow, OutboxStore } from '../outbox-store.js';

export interface StoreUnderTest<Tx> {
  readonly store: OutboxStore<Tx>;
  transaction<T>(run: (tx: Tx) => Promise<T>): Promise<T>;
  /** Lets so much time pass for every row in the store. */
  pass(ms: number): Promise<void>;
}

export type ContractCase<Tx> = readonly [name: string, run: (underTest: StoreUnderTest<Tx>) => Promise<void>];

export const aRow = (overrides: Partial<NewOutboxRow> = {}): NewOutboxRow => ({
  topic: 'security-events',
  key: 'account-1',
  headers: { txn: 't-1' },
  payload: '{"jti":"j-1"}',
  ...overrides,
});

const relay = { by: 'relay-1', leaseMs: 5_000, olderThanMs: 1_000, limit: 10 };

/** What every store must do, as named cases, each on an empty store. Its concurrent half is concurrentCases. */
export const storeContract = <Tx>(): readonly ContractCase<Tx>[] => [
  [
    'a row comes back from a lease as it was added',
    async ({ store, transaction, pass }) => {
      const given = aRow({
        payload: '{"ü":"\\u0000 kept"}',
        headers: { txn: 't', traceparent: '00-1-2-03' },
      });
      const [added] = await transaction((tx) => store.add(tx, [given]));
      await pass(1_001);
      equal(await store.lease(relay), [{ ...given, id: added?.id }]);
    },
  ],
  [
    'rows are leased oldest first, and not more than asked for',
    async ({ store, transaction, pass }) => {
      const added: OutboxRow[] = [];
      for (const key of ['1', '2', '3']) {
        added.push(...(await transaction((tx) => store.add(tx, [aRow({ key })]))));
        await pass(10);
      }
      await pass(1_001);
      equal(idsOf(await store.lease({ ...relay, limit: 2 })), idsOf(added.slice(0, 2)));
      equal(idsOf(await store.lease({ ...relay, limit: 2 })), idsOf(added.slice(2)));
    },
  ],
  [
    'several rows added at once come back in the order given',
    async ({ store, transaction, pass }) => {
      const added = await transaction((tx) =>
        store.add(
          tx,
          ['c', 'a', 'b'].map((key) => aRow({ key })),
        ),
      );
      await pass(1_001);
      equal(
        added.map(({ key }) => key),
        ['c', 'a', 'b'],
      );
      equal(idsOf(await store.lease(relay)), idsOf(added));
    },
  ],
  [
    'a young row is left to the process that added it',
    async ({ store, transaction, pass }) => {
      await transaction((tx) => store.add(tx, [aRow()]));
      await pass(500);
      equal(await store.lease(relay), []);
      await pass(501);
      equal((await store.lease(relay)).length, 1);
    },
  ],
  [
    'a leased row is nobody else’s until the lease is over, and then it is',
    async ({ store, transaction, pass }) => {
      await transaction((tx) => store.add(tx, [aRow()]));
      await pass(1_001);
      equal((await store.lease(relay)).length, 1);
      await pass(4_900);
      equal(await store.lease({ ...relay, by: 'relay-2' }), []);
      await pass(101);
      equal((await store.lease({ ...relay, by: 'relay-2' })).length, 1);
    },
  ],
  [
    'a released row can be leased at once',
    async ({ store, transaction, pass }) => {
      const [added] = await transaction((tx) => store.add(tx, [aRow()]));
      await pass(1_001);
      await store.lease(relay);
      await store.release([added?.id as number]);
      equal((await store.lease(relay)).length, 1);
    },
  ],
  [
    'a sent row is never leased again, whatever is released or marked twice',
    async ({ store, transaction, pass }) => {
      const [added] = await transaction((tx) => store.add(tx, [aRow()]));
      const ids = [added?.id as number];
      await pass(1_001);
      await store.lease(relay);
      await store.markSent(ids);
      await store.markSent(ids);
      await store.release(ids);
      await pass(60_000);
      equal(await store.lease(relay), []);
    },
  ],
  [
    'a row of a transaction that failed never was',
    async ({ store, transaction, pass }) => {
      const failure = new Error('halfway');
      await transaction(async (tx) => {
        await store.add(tx, [aRow()]);
        throw failure;
      }).catch((error: unknown) => equal(error === failure, true));
      await pass(60_000);
      equal(await store.lease(relay), []);
      equal(await store.unsentForMs('security-events'), 0);
    },
  ],
  [
    'the age of the oldest unsent row counts its topic alone, leased rows included, sent ones not',
    async ({ store, transaction, pass }) => {
      equal(await store.unsentForMs('security-events'), 0);
      await transaction((tx) => store.add(tx, [aRow({ topic: 'other' })]));
      await pass(10_000);
      const [older] = await transaction((tx) => store.add(tx, [aRow()]));
      await pass(3_000);
      await transaction((tx) => store.add(tx, [aRow()]));
      await pass(2_000);
      await store.lease({ ...relay, olderThanMs: 4_000 });
      between(await store.unsentForMs('security-events'), 5_000, 6_500);
      await store.markSent([older?.id as number]);
      between(await store.unsentForMs('security-events'), 2_000, 3_500);
    },
  ],
  [
    'what was sent long ago can be purged, a few at a time; what was not sent never is',
    async ({ store, transaction, pass }) => {
      const added = await transaction((tx) => store.add(tx, [aRow(), aRow(), aRow(), aRow()]));
      await store.markSent(idsOf(added.slice(0, 3)));
      await pass(60_000);
      equal(await store.purgeSent(120_000, 10), 0);
      equal(await store.purgeSent(60_000, 2), 2);
      equal(await store.purgeSent(60_000, 2), 1);
      equal(idsOf(await store.lease(relay)), idsOf(added.slice(3)));
    },
  ],
];

const idsOf = (rows: readonly OutboxRow[]): number[] => rows.map(({ id }) => id);

export function equal(actual: unknown, expected: unknown): void {
  const [found, wanted] = [JSON.stringify(sorted(actual)), JSON.stringify(sorted(expected))];
  if (found !== wanted) throw new Error(`expected ${wanted}, found ${found}`);
}

/** Members of an object have no order, and a database may not keep the one they came in. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, member]) => [name, sorted(member)]),
  );
}

function between(actual: number, low: number, high: number): void {
  if (!(actual >= low && actual <= high)) throw new Error(`expected ${low} to ${high}, found ${actual}`);
}
