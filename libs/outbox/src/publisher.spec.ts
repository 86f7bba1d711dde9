import type { OutgoingRecord, Position } from '#libs/event-stream';
import { Outbox, Publisher, Relay, type OutboxRow } from './index.js';
import { aRow, MemoryOutboxStore } from './testing/index.js';

const positionOf = ({ topic }: OutgoingRecord): Position => ({ topic, partition: 3, offset: 41n });
const encode = ({ topic, key, payload }: OutboxRow): OutgoingRecord => ({ topic, key, value: payload });

describe('publishing what was stored', () => {
  let store: MemoryOutboxStore;
  let failures: unknown[];
  beforeEach(() => {
    store = new MemoryOutboxStore();
    failures = [];
  });

  const publisherWith = (over: {
    readonly publish?: (record: OutgoingRecord) => Promise<Position>;
    readonly encode?: (row: OutboxRow) => OutgoingRecord;
    readonly onPublished?: (row: OutboxRow, position: Position) => Promise<void>;
  }): Publisher =>
    new Publisher(
      store,
      { publish: over.publish ?? (async (record) => positionOf(record)) },
      {
        encode: over.encode ?? encode,
        onFailure: (error) => failures.push(error),
        ...(over.onPublished === undefined ? {} : { onPublished: over.onPublished }),
      },
    );
  const add = (publisher: Publisher, ...keys: string[]): Promise<readonly OutboxRow[]> => {
    const outbox = new Outbox(store, publisher);
    return store.transaction((tx) =>
      outbox.add(
        tx,
        keys.map((key) => aRow({ key })),
      ),
    );
  };

  it('notes where the event stands before the row counts as sent', async () => {
    const notes: unknown[] = [];
    const publisher = publisherWith({
      onPublished: async (row, { partition, offset }) => {
        store.pass(10);
        notes.push([row.key, partition, offset, await store.unsentForMs('security-events')]);
      },
    });
    await publisher.publish(await add(publisher, 'a'));
    expect(notes).toEqual([['a', 3, 41n, 10]]);
    expect(await store.unsentForMs('security-events')).toBe(0);
  });

  it('keeps a row whose position could not be noted, and sends it again', async () => {
    let tries = 0;
    const publisher = publisherWith({
      onPublished: () => (++tries === 1 ? Promise.reject(new Error('database away')) : Promise.resolve()),
    });
    await publisher.publish(await add(publisher, 'a'));
    expect(failures).toHaveLength(1);
    store.pass(2_000);
    expect(await new Relay(store, publisher, { by: 'r' }).pass()).toEqual({ leased: 1, sent: 1 });
  });

  it('lets one row that cannot be encoded hold no other back', async () => {
    const publisher = publisherWith({
      encode: (row) => {
        if (row.key === 'poison') throw new Error('cannot be signed');
        return encode(row);
      },
    });
    const { sent, refused } = await publisher.publish(await add(publisher, 'a', 'poison', 'b'));
    expect([sent.map(({ key }) => key), refused]).toEqual([['a', 'b'], []]);
  });

  it('sends at once when the broker is back, not when a lease ends', async () => {
    let away = true;
    const publisher = publisherWith({
      publish: (record) => (away ? Promise.reject(new Error('away')) : Promise.resolve(positionOf(record))),
    });
    const outbox = new Outbox(store, publisher);
    await outbox.publish(await add(publisher, 'a', 'b'));
    store.pass(1_000);
    const relay = new Relay(store, publisher, { by: 'r' });
    expect(await relay.pass()).toEqual({ leased: 2, sent: 0 });
    away = false;
    expect(await relay.pass()).toEqual({ leased: 2, sent: 2 });
  });

  it('stops after the pass in hand', async () => {
    let answer = (): void => {};
    let sending = (): void => {};
    const begun = new Promise<void>((resolve) => (sending = resolve));
    const publisher = publisherWith({
      publish: (record) =>
        new Promise((resolve) => {
          answer = () => resolve(positionOf(record));
          sending();
        }),
    });
    await add(publisher, 'a');
    store.pass(2_000);
    const relay = new Relay(store, publisher, { by: 'r' });
    relay.start();
    await begun;
    const stopped = relay.stop();
    answer();
    await stopped;
    expect(await store.unsentForMs('security-events')).toBe(0);
  });
});
