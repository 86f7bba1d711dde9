import type { Database } from '#libs/database';
import { ms } from '../revocations/postgres/rows.js';

export interface ActivityEntry {
  readonly id: string;
  readonly at: number;
  readonly type: string;
  readonly sid?: string;
  readonly revocationId?: string;
  readonly device?: { readonly kind: string; readonly name: string; readonly model: string };
}

interface Row {
  readonly id: number;
  readonly at: number;
  readonly type: string;
  readonly sid: string | null;
  readonly revocation_id: string | null;
  readonly details: { readonly kind?: string; readonly name?: string; readonly model?: string };
}

/** What happened in an account, newest first. */
export class ListActivity {
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
