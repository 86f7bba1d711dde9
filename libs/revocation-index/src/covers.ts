import { compareVersions } from './app-version.js';
import type { ClassPredicate, Predicate, SessionFacts } from './predicate.js';
import { shareOf } from './share.js';

/** Whether a revocation ends a session. The one rule, used by the source, every index and every device. */
export function covers(predicate: Predicate, session: SessionFacts): boolean {
  switch (predicate.type) {
    case 'session':
      return predicate.sid === session.sid;
    case 'account':
      return (
        predicate.sub === session.sub &&
        session.seq <= predicate.cutoff &&
        predicate.exceptSid !== session.sid
      );
    case 'class':
      return session.seq <= predicate.cutoff && inClass(predicate, session);
  }
}

function inClass(predicate: ClassPredicate, session: SessionFacts): boolean {
  const { kinds, models, minAppVersion, maxAppVersion, share } = predicate;
  if (kinds !== undefined && !kinds.includes(session.kind)) return false;
  if (models !== undefined && !models.includes(session.model)) return false;
  if (minAppVersion !== undefined && compareVersions(session.appVersion, minAppVersion) < 0) return false;
  if (maxAppVersion !== undefined && compareVersions(session.appVersion, maxAppVersion) > 0) return false;
  if (share === undefined) return true;
  const position = shareOf(session.sid);
  return share.from <= position && position < share.to;
}
