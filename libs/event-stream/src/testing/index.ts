export { eventStreamContract, type StreamUnderTest } from './contract.js';
export { MemoryEventStream } from './memory-event-stream.js';
