export { someFacts, World, type TestPoint } from './a-world.js';
export { FakeSource } from './fake-source.js';
export { settled, VirtualClock } from './virtual-clock.js';
