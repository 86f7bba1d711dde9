export { DeviceWorld, FakeAccountData } from './a-device.js';
export { anAuthority, type Authority } from './an-authority.js';
export { aLinkedRecord, deviceStoreContract, type StoreContractCase } from './device-store-contract.js';
export { FakeClock } from './fake-clock.js';
export { FakeConnection, FakeGateway } from './fake-gateway.js';
export { FakeIssuer, type FakeSession } from './fake-issuer.js';
export { MemoryDisk } from './memory-disk.js';
export { until } from './until.js';
