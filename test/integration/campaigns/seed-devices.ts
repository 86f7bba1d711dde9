import type { Database } from '#libs/database';

const AT_ONCE = 50_000;

/** Signed-in devices that nobody holds, ten to an account, of ten models; half are phones. */
export async function seedDevices(database: Database, count: number): Promise<void> {
  for (let from = 0; from < count; from += AT_ONCE) {
    const to = Math.min(count, from + AT_ONCE);
    await database.query(
      `WITH household AS (
         INSERT INTO accounts (id, email, display_name, password_hash)
         SELECT gen_random_uuid(), 'seed-' || n || '@example.com', 'Seed', 'x'
           FROM generate_series($1::integer, $2::integer - 1, 10) AS n
         RETURNING id
       ), numbered AS (SELECT id, row_number() OVER () AS n FROM household)
       INSERT INTO sessions (sid, account_id, seq, kind, name, model, app_version, jkt, address, last_address,
                             live_at, last_seen_at)
       SELECT gen_random_uuid(), h.id, nextval('session_seq'), CASE i % 2 WHEN 0 THEN 'tv' ELSE 'phone' END,
              'Device', 'Seeded ' || i, '1.' || i, gen_random_uuid()::text, '127.0.0.1', '127.0.0.1',
              now() - interval '1 hour', now() - interval '1 hour'
         FROM numbered h, generate_series(0, 9) AS i`,
      [from, to],
    );
  }
  await database.query('ANALYZE sessions');
  await database.query('ANALYZE accounts');
}
