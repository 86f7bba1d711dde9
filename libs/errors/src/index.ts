export { ERRORS, type DeviceNext, type ErrorCode, type ErrorEntry } from './registry.js';
export { SignoffError, problemOf, type Problem } from './signoff-error.js';
