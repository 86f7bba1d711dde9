import type { Measured } from '../measured.js';

/** What a bench might have measured. */
export const aMeasured = (more: Partial<Measured> = {}): Measured => ({
  machine: 'two processors',
  memoryKibAConnection: 6,
  toldUsADevice: 10,
  handshakesPerS: 3_000,
  receiptsStoredPerS: 4_000,
  refreshesPerS: 400,
  databaseBytesASession: 500,
  eventBytes: 700,
  bySize: [],
  bySessions: [],
  ...more,
});
