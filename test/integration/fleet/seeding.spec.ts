import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LinkedWorld } from '../../support/account-api/linked-world.js';
import { WirePerson } from '../../support/account-api/wire-person.js';
import { StartProgram } from '../../support/stack/start-program.js';

const SEEDING = 'dist/apps/account-api/src/seeding/main.js';

interface Seeded {
  readonly type: 'account' | 'session';
  readonly sub: string;
  readonly email: string;
  readonly password: string;
  readonly sid: string;
  readonly seq: number;
  readonly jkt: string;
  readonly refreshToken: string;
}

describe('devices that were seeded', () => {
  let world: LinkedWorld;
  let folder: string;
  beforeAll(async () => {
    world = await LinkedWorld.open();
    folder = await mkdtemp(join(tmpdir(), 'signoff-seeding-'));
  });
  afterAll(async () => {
    await rm(folder, { recursive: true });
    await world.close();
  });

  let runs = 0;
  async function seed(
    lines: readonly (object | string)[],
    ...args: readonly string[]
  ): Promise<{ code: number | null; said: string; out: string; rows: Seeded[] }> {
    const [keys, out] = [join(folder, `keys-${++runs}`), join(folder, `out-${runs}`)];
    await writeFile(
      keys,
      lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line))).join('\n'),
    );
    const program = new StartProgram(SEEDING, ['--keys', keys, '--out', out, ...args], {
      DATABASE_URL: world.installation.databaseUrl,
      SIGNOFF_ISSUER: world.api.issuer,
      SIGNOFF_ARGON2_MEMORY_KIB: '8',
      SIGNOFF_ARGON2_PASSES: '1',
    });
    const code = await program.exited;
    const text = await readFile(out, 'utf8').catch(() => '');
    const rows = text.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line) as Seeded]));
    return { code, said: program.said, out, rows };
  }
  const keyLine = ({ jwk }: ReturnType<typeof world.aTv>['key'], more = {}): object => ({
    ...jwk,
    kind: 'tv',
    model: 'Model One',
    name: 'Living room',
    appVersion: '4.2.1',
    ...more,
  });
  const countAll = async (): Promise<unknown> =>
    world.installation.database.query(
      'SELECT (SELECT count(*) FROM accounts) AS accounts, (SELECT count(*) FROM sessions) AS sessions',
    );

  it('have the rows that the device flow leaves, and nobody else can read their tokens', async () => {
    const linked = await world.aLinkedTv(await world.aPerson());
    const tv = world.aTv();
    const { code, said, out, rows } = await seed(
      [keyLine(tv.key)],
      '--accounts',
      '1',
      '--sessions-an-account',
      '1',
    );
    expect([code, said]).toEqual([0, expect.not.stringContaining('rror')]);
    expect((await stat(out)).mode & 0o777).toBe(0o600);
    const { sid } = rows.find(({ type }) => type === 'session')!;
    const { database } = world.installation;
    for (const sql of [
      `SELECT kind, model, name, app_version, jkt IS NOT NULL AS key, address, last_address, live_at IS NOT NULL AS live,
              revocation_id FROM sessions WHERE sid = $1`,
      'SELECT type, details FROM activity_entries WHERE sid = $1 ORDER BY id',
      `SELECT model, user_code, account_id, consumed_at, polled_at, length(id) AS id,
              (SELECT jsonb_object_agg(key, jsonb_typeof(value)) FROM jsonb_each(payload)) AS payload,
              payload->>'clientId' AS client, payload->>'scope' AS scope, payload->>'resource' AS resource,
              payload->>'gty' AS gty, payload->>'kind' AS kind,
              (payload->>'exp')::bigint - (payload->>'iat')::bigint AS life,
              extract(epoch FROM expires_at)::bigint - (payload->>'exp')::bigint <= 1 AS ends
         FROM oidc_payloads WHERE grant_id = $1::text AND model = 'RefreshToken'`,
    ]) {
      const [ours, theirs] = [await database.query(sql, [sid]), await database.query(sql, [linked.sid])];
      expect(ours).toEqual(theirs);
      expect(ours.length).toBeGreaterThan(0);
    }
  });

  it('refresh by a proof of their own key, and by no other', async () => {
    const tv = world.aTv();
    const { rows } = await seed([keyLine(tv.key)], '--accounts', '1', '--sessions-an-account', '1');
    const { refreshToken, sid, sub, seq } = rows.find(({ type }) => type === 'session')!;
    const thief = await world.aTv().refresh(refreshToken);
    expect([thief.status, thief.body['error']]).toEqual([400, 'invalid_grant']);
    const { status, body } = await tv.refresh(refreshToken);
    expect([status, body['session']]).toEqual([200, expect.objectContaining({ sid, sub, seq, kind: 'tv' })]);
  });

  it('belong to an account whose owner signs in, sees them, and ends them', async () => {
    const tvs = [world.aTv(), world.aTv(), world.aTv()];
    const { rows } = await seed(
      tvs.map(({ key }) => keyLine(key)),
      '--accounts',
      '2',
      '--sessions-an-account',
      '2',
    );
    const accounts = rows.filter(({ type }) => type === 'account');
    const sessions = rows.filter(({ type }) => type === 'session');
    expect(accounts.map(({ sub }) => sessions.filter((one) => one.sub === sub).length)).toEqual([2, 1]);
    const { email, password, sub } = accounts[0]!;
    const owner = await Object.assign(new WirePerson(world.api.url), { email, password }).signIn();
    expect((await owner.signOutAll()).status).toBe(200);
    const mine = sessions.filter((one) => one.sub === sub);
    for (const [index, { jkt, refreshToken }] of sessions.entries()) {
      const tv = tvs.find(({ key }) => key.jkt === jkt)!;
      const { status } = await tv.refresh(refreshToken);
      expect([index, status]).toEqual([index, mine.some((one) => one.jkt === jkt) ? 400 : 200]);
    }
  });

  it('are refused whole, before anything is done', async () => {
    const before = await countAll();
    const lines = [keyLine(world.aTv().key), keyLine(world.aTv().key)];
    const { code, said, rows } = await seed(lines, '--accounts', '3', '--sessions-an-account', '1');
    expect([code, said, rows]).toEqual([
      1,
      expect.stringContaining('2 keys at 1 an account make 2 accounts, and --accounts says 3'),
      [],
    ]);
    expect(await countAll()).toEqual(before);
  });
});
