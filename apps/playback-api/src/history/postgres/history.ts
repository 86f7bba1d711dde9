import type { Database } from '#libs/database';
import type { HistoryStore, Watched } from '../history-store.js';

const MOST_SHOWN = 50;

interface Row {
  readonly titleId: string;
  readonly positionS: number;
  readonly watchedAt: Date;
}

export class PostgresHistory implements HistoryStore {
  constructor(private readonly database: Database) {}

  async of(profileId: string): Promise<readonly Watched[]> {
    const rows = await this.database.query<Row>(
      `SELECT title_id AS "titleId", position_s AS "positionS", watched_at AS "watchedAt"
       FROM playback.history WHERE profile_id = $1 ORDER BY watched_at DESC LIMIT ${MOST_SHOWN}`,
      [profileId],
    );
    return rows.map((row) => ({ ...row, watchedAt: row.watchedAt.getTime() }));
  }

  async put(profileId: string, titleId: string, positionS: number): Promise<void> {
    await this.database.query(
      `INSERT INTO playback.history (profile_id, title_id, position_s) VALUES ($1, $2, $3)
       ON CONFLICT (profile_id, title_id)
       DO UPDATE SET position_s = EXCLUDED.position_s, watched_at = clock_timestamp()`,
      [profileId, titleId, positionS],
    );
  }
}
