export { Batches, type BatchesOptions } from './batches.js';
