import { SignoffError } from '#libs/errors';
import type { RevocationStore } from './revocation-store.js';
import { isUuid } from './revoke-session.js';
import { revocationView, type RevocationView } from './view.js';

/** For each device of a revocation: blocked when, confirmed when, or not reached. Errors: revocation_not_found. */
export class ReadRevocation {
  constructor(
    private readonly store: RevocationStore,
    private readonly pointsNow: () => number,
  ) {}

  async read(sub: string, id: string): Promise<RevocationView> {
    const revocation = isUuid(id) ? await this.store.find(sub, id) : null;
    if (revocation === null) throw new SignoffError('revocation_not_found');
    return revocationView(revocation, await this.store.sessionsOf(revocation), this.pointsNow());
  }
}
