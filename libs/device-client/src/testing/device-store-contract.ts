import type { DeviceRecord, DeviceStore } from '../device-store.js';

export interface StoreContractCase {
  readonly name: string;
  /** Rejects when the store breaks the contract. `reopen` is another run on the same disk. */
  run(store: DeviceStore, reopen: () => DeviceStore): Promise<void>;
}

const session = { sid: 's1', sub: 'a1', seq: 7, kind: 'tv', model: 'Aurora 55', appVersion: '4.2.1' };
export const aLinkedRecord: DeviceRecord = {
  v: 1,
  grant: { session, refreshToken: 'r1' },
  signOut: null,
  receipts: [],
};
const aSignedOutRecord: DeviceRecord = {
  v: 1,
  grant: null,
  signOut: null,
  receipts: [{ jti: 'j1', receipt: 'x.y.z' }],
};

/** What every DeviceStore must do; run by each adapter's spec. */
export const deviceStoreContract: readonly StoreContractCase[] = [
  {
    name: 'a store that was never written holds the empty record',
    run: async (store) =>
      expectRecord(await store.read(), { v: 1, grant: null, signOut: null, receipts: [] }),
  },
  {
    name: 'what was written is read back, by this run and the next',
    run: async (store, reopen) => {
      await store.write(aLinkedRecord);
      expectRecord(await store.read(), aLinkedRecord);
      expectRecord(await reopen().read(), aLinkedRecord);
    },
  },
  {
    name: 'a write replaces all of the last one: no token outlives the record that drops it',
    run: async (store, reopen) => {
      await store.write(aLinkedRecord);
      await store.write(aSignedOutRecord);
      expectRecord(await reopen().read(), aSignedOutRecord);
    },
  },
  {
    name: 'a reader during a write sees the old record or the new one, whole',
    run: async (store, reopen) => {
      await store.write(aLinkedRecord);
      const writing = store.write(aSignedOutRecord);
      const seen = JSON.stringify(await reopen().read());
      if (seen !== JSON.stringify(aLinkedRecord) && seen !== JSON.stringify(aSignedOutRecord))
        throw new Error(`saw ${seen}`);
      await writing;
    },
  },
];

function expectRecord(actual: DeviceRecord, expected: DeviceRecord): void {
  if (JSON.stringify(actual) !== JSON.stringify(expected))
    throw new Error(`expected ${JSON.stringify(expected)}, read ${JSON.stringify(actual)}`);
}
