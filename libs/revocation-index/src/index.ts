export { compareVersions } from './app-version.js';
export { covers } from './covers.js';
export { parsePredicate } from './parse-predicate.js';
export type {
  AccountPredicate,
  ClassPredicate,
  Predicate,
  SessionFacts,
  SessionPredicate,
} from './predicate.js';
export { RevocationIndex } from './revocation-index.js';
export { shareOf } from './share.js';
