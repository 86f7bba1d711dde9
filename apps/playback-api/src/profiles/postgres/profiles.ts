import { randomUUID } from 'node:crypto';
import type { Database } from '#libs/database';
import type { Profile, ProfileStore } from '../profile-store.js';

const FIRST = [
  { name: 'Robin', colour: '#e4572e' },
  { name: 'Kids', colour: '#2e86ab' },
] as const;

const OF_ACCOUNT = `SELECT id, name, colour FROM playback.profiles WHERE sub = $1 ORDER BY position`;

export class PostgresProfiles implements ProfileStore {
  constructor(private readonly database: Database) {}

  async of(sub: string): Promise<readonly Profile[]> {
    const profiles = await this.database.query<Profile>(OF_ACCOUNT, [sub]);
    if (profiles.length > 0) return profiles;
    for (const [position, { name, colour }] of FIRST.entries()) {
      // Of two devices that look for the first time at once, both see the same two.
      await this.database.query(
        `INSERT INTO playback.profiles (id, sub, position, name, colour) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (sub, position) DO NOTHING`,
        [randomUUID(), sub, position, name, colour],
      );
    }
    return this.database.query<Profile>(OF_ACCOUNT, [sub]);
  }

  async find(sub: string, id: string): Promise<Profile | null> {
    const [profile] = await this.database.query<Profile>(
      `SELECT id, name, colour FROM playback.profiles WHERE id = $1 AND sub = $2`,
      [id, sub],
    );
    return profile ?? null;
  }
}
