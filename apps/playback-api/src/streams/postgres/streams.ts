import type { Database, Transaction } from '#libs/database';
import type { SessionFacts } from '#libs/revocation-index';
import type { Stream, StreamStore } from '../stream-store.js';

/** A stream is marked as playing when it is asked for something, but no oftener than this. */
const MARK_EVERY_MS = 2_000;

interface Row extends SessionFacts {
  readonly id: string;
  readonly titleId: string;
  readonly profileId: string;
  readonly idle: boolean;
}

export class PostgresStreams implements StreamStore {
  constructor(private readonly database: Database) {}

  start(stream: Stream, limit: Parameters<StreamStore['start']>[1]): Promise<readonly Stream[] | null> {
    const { sub, sid } = stream.device;
    return this.database.transaction(async (tx) => {
      // One start at a time an account, or two would each see one place left.
      await tx.query('INSERT INTO playback.accounts (sub) VALUES ($1) ON CONFLICT (sub) DO NOTHING', [sub]);
      await tx.query('SELECT sub FROM playback.accounts WHERE sub = $1 FOR UPDATE', [sub]);
      const rows = await tx.query<Row>(
        `SELECT id, title_id AS "titleId", profile_id AS "profileId", sid, sub, seq, kind, model,
                app_version AS "appVersion",
                last_asked_at < clock_timestamp() - make_interval(secs => $2 / 1000.0) AS idle
         FROM playback.streams WHERE sub = $1 ORDER BY started_at`,
        [sub, limit.idleMs],
      );
      const all = rows.map((row) => ({ ...streamOf(row), idle: row.idle }));
      const counts = ({ device, idle }: (typeof all)[number]): boolean =>
        !idle && device.sid !== sid && !limit.isOver(device);
      const others = all.filter(counts);
      const gone = all.filter((one) => !counts(one)).map(({ id }) => id);
      if (gone.length > 0) await tx.query('DELETE FROM playback.streams WHERE id = ANY($1)', [gone]);
      if (others.length >= limit.max) return others;
      await insert(tx, stream);
      return null;
    });
  }

  async find(id: string, sid: string): Promise<Pick<Stream, 'titleId'> | null> {
    const [found] = await this.database.query<{ titleId: string; stale: boolean }>(
      `SELECT title_id AS "titleId",
              last_asked_at < clock_timestamp() - make_interval(secs => $3 / 1000.0) AS stale
       FROM playback.streams WHERE id = $1 AND sid = $2`,
      [id, sid, MARK_EVERY_MS],
    );
    if (found === undefined) return null;
    if (found.stale)
      await this.database.query(
        'UPDATE playback.streams SET last_asked_at = clock_timestamp() WHERE id = $1',
        [id],
      );
    return found;
  }

  async stop(id: string, sid: string): Promise<boolean> {
    const gone = await this.database.query(
      'DELETE FROM playback.streams WHERE id = $1 AND sid = $2 RETURNING id',
      [id, sid],
    );
    return gone.length > 0;
  }
}

const streamOf = ({ id, titleId, profileId, sid, sub, seq, kind, model, appVersion }: Row): Stream => ({
  id,
  titleId,
  profileId,
  device: { sid, sub, seq, kind, model, appVersion },
});

async function insert(tx: Transaction, { id, titleId, profileId, device }: Stream): Promise<void> {
  const { sid, sub, seq, kind, model, appVersion } = device;
  await tx.query(
    `INSERT INTO playback.streams (id, title_id, profile_id, sid, sub, seq, kind, model, app_version)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    [id, titleId, profileId, sid, sub, seq, kind, model, appVersion],
  );
}
