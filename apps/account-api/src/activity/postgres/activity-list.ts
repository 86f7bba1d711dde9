import type { Database } from '#libs/database';
import { ms } from '../../revocations/postgres/rows.js';
import type { ActivityEntry, ActivityList } from '../activity-list.js';

interface Row {
  readonly id: number;
  readonly at: number;
  readonly type: string;
  readonly sid: string | null;
  readonly revocation_id: string | null;
  readonly details: { readonly kind?: string; readonly name?: string; readonly model?: string };
}

export class PostgresActivityList implements ActivityList {
  constructor(private readonly database: Database) {}

  async list(sub: string, limit: number): Promise<readonly ActivityEntry[]> {
    const rows = await this.database.query<Row>(
      `SELECT id, ${ms('at')} AS at, type, sid, revocation_id, details FROM activity_entries
        WHERE account_id = $1 AND type <> 'session-approved' ORDER BY id DESC LIMIT $2`,
      [sub, limit],
    );
    return rows.map(({ id, at, type, sid, revocation_id, details: { kind, name, model } }) => ({
      id: String(id),
      at,
      type,
      ...(sid === null ? {} : { sid }),
      ...(revocation_id === null ? {} : { revocationId: revocation_id }),
      ...(kind === undefined || name === undefined || model === undefined
        ? {}
        : { device: { kind, name, model } }),
    }));
  }
}
