import type { SessionFacts } from '#libs/revocation-index';
import type { World } from '../parts/world.js';
import type { RevocationRow, SessionRow } from '../store/tables.js';

/** What the source has committed, as judges read it. */
export const revocationsOf = ({ store }: World): RevocationRow[] => [...store.committed.revocations.values()];

export const factsOf = ({
  sid,
  account_id: sub,
  seq,
  kind,
  model,
  app_version: appVersion,
}: SessionRow): SessionFacts => ({ sid, sub, seq, kind, model, appVersion });
