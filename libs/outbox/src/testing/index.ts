export { aRow, storeContract, type ContractCase, type StoreUnderTest } from './contract.js';
export { MemoryOutboxStore, type MemoryTransaction } from './memory-outbox-store.js';
