export { audit, type Audit } from './audit.js';
export { FINDINGS, type Finding, type FindingKind } from './finding.js';
export type {
  AnswerEntry,
  DeviceEntry,
  History,
  ListedEntry,
  PointEntry,
  RevokedEntry,
  ShownEntry,
  ShownState,
} from './history.js';
export type { Tally } from './judges/tally.js';
export type { Limits } from './limits.js';
