import { SignoffError } from '#libs/errors';
import type { ActivityFeed } from '../activity/activity-feed.js';
import { isLabel } from '../enrolment/device-description.js';
import { isUuid } from '../revocations/revoke-session.js';
import type { SessionList } from './session-list.js';

/**
 * Gives a session the name its owner knows it by. The name a device gave itself obeys the same rule.
 * Errors: malformed_request; session_not_found, for another account's too.
 */
export class RenameSession {
  constructor(
    private readonly sessions: SessionList,
    private readonly activity: ActivityFeed,
  ) {}

  async rename(sub: string, sid: string, body: unknown): Promise<void> {
    const { name } = (body ?? {}) as { name?: unknown };
    if (typeof name !== 'string' || !isLabel(name))
      throw new SignoffError('malformed_request', 'name must be 1 to 64 visible characters');
    const outcome = isUuid(sid) ? await this.sessions.rename(sub, sid, name) : null;
    if (outcome === null) throw new SignoffError('session_not_found');
    if (outcome === 'renamed') this.activity.changed({ sub, type: 'session-renamed', sid });
  }
}
