export { systemClock, type Clock } from './clock.js';
export { Enforcement } from './enforcement.js';
export type {
  EnforcementOptions,
  EnforcementState,
  HeardRevocation,
  Judgement,
  NotFresh,
} from './options.js';
export { httpSnapshots } from './snapshots/http-snapshots.js';
export { parseSnapshot, type Snapshot, type SnapshotSource } from './snapshots/snapshot.js';
export { watchEnforcement, type EnforcementFigures } from './metrics/watch-enforcement.js';
