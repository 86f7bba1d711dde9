import type { OutboxStore } from '../outbox-store.js';
import { storeContract, type StoreUnderTest } from './contract.js';
import { MemoryOutboxStore, type MemoryTransaction } from './memory-outbox-store.js';

type Store = OutboxStore<MemoryTransaction>;
const cases = storeContract<MemoryTransaction>();

const underTest = (
  break_: (store: MemoryOutboxStore) => Partial<Store> = () => ({}),
): StoreUnderTest<MemoryTransaction> => {
  const memory = new MemoryOutboxStore();
  const broken = break_(memory);
  const store = new Proxy(memory, {
    get: (target, name) => {
      const member: unknown = Reflect.get(broken, name) ?? Reflect.get(target, name);
      return typeof member === 'function' ? member.bind(target) : member;
    },
  });
  return {
    store,
    transaction: (run) => memory.transaction(run),
    pass: async (ms) => memory.pass(ms),
  };
};

describe('the outbox in memory', () => {
  it.each(cases)('%s', (_, run) => run(underTest()));
});

/** Each store is wrong in one way; the contract is worth something only if exactly those cases notice. */
const sabotage: readonly [string, (store: MemoryOutboxStore) => Partial<Store>, RegExp][] = [
  [
    'leases young rows',
    (store) => ({
      lease: (request) => MemoryOutboxStore.prototype.lease.call(store, { ...request, olderThanMs: 0 }),
    }),
    /a young row is left/,
  ],
  [
    'gives a lease that ends at once',
    (store) => ({
      lease: (request) => MemoryOutboxStore.prototype.lease.call(store, { ...request, leaseMs: 0 }),
    }),
    /a leased row is nobody else’s/,
  ],
  [
    'gives a lease that never ends',
    (store) => ({
      lease: (request) => MemoryOutboxStore.prototype.lease.call(store, { ...request, leaseMs: Infinity }),
    }),
    /a leased row is nobody else’s/,
  ],
  [
    'leases more than asked for',
    (store) => ({
      lease: (request) => MemoryOutboxStore.prototype.lease.call(store, { ...request, limit: 99 }),
    }),
    /not more than asked for/,
  ],
  ['forgets what was sent', () => ({ markSent: async () => {} }), /a sent row is never leased again/],
  ['does not release', () => ({ release: async () => {} }), /a released row can be leased/],
  [
    'adds at once, outside the transaction',
    (store) => ({
      add: (_, rows) => store.transaction((own) => MemoryOutboxStore.prototype.add.call(store, own, rows)),
    }),
    /a transaction that failed never was/,
  ],
  [
    'counts every topic',
    (store) => ({
      unsentForMs: async (topic) =>
        Math.max(
          ...(await Promise.all(
            [topic, 'other'].map((one) => MemoryOutboxStore.prototype.unsentForMs.call(store, one)),
          )),
        ),
    }),
    /counts its topic alone/,
  ],
  [
    'purges without a limit',
    (store) => ({ purgeSent: (ms) => MemoryOutboxStore.prototype.purgeSent.call(store, ms, 99) }),
    /can be purged/,
  ],
];

describe('the contract of the outbox', () => {
  it.each(sabotage)('notices a store that %s', async (_, break_, pattern) => {
    const failed: string[] = [];
    for (const [name, run] of cases) {
      await run(underTest(break_)).catch(() => failed.push(name));
    }
    expect(failed.join('\n')).toMatch(pattern);
  });
});
