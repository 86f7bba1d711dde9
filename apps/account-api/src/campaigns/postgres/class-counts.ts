import type { Database } from '#libs/database';
import { SignoffError } from '#libs/errors';
import { compareVersions } from '#libs/revocation-index';
import { isUuid } from '../../revocations/revoke-session.js';
import { ms } from '../../revocations/postgres/rows.js';
import { MOST_COUNTED, type Choices, type ClassCounts, type Example } from '../class-counts.js';
import type { Counted } from '../campaign.js';
import { kindsOf, type DeviceClass } from '../device-class.js';
import { endedUpTo } from './ended-up-to.js';
import { lastSeqBefore } from './enrolled-before.js';
import { isSignedIn } from './over-before.js';

const MOST_CHOICES = 200;
const MOST_NAMED = 10;

interface Group {
  readonly kind: string;
  readonly model: string;
  readonly app_version: string;
  readonly n: number;
  readonly online: number;
}

/** A condition over `sessions s`, and its parameters. */
interface Where {
  readonly sql: string;
  readonly parameters: unknown[];
}

const PRESENT = `LEFT JOIN (SELECT DISTINCT sid FROM device_presence) p ON p.sid = s.sid`;

export class PostgresClassCounts implements ClassCounts {
  constructor(
    private readonly database: Database,
    private readonly deviceIdleDays: number,
  ) {}

  async count(deviceClass: DeviceClass): Promise<Counted> {
    const where = await this.#where(deviceClass);
    const groups = (await this.#groups(where)).filter(inRange(deviceClass));
    const found = groups.reduce((sum, { n }) => sum + n, 0);
    const exact = found <= MOST_COUNTED;
    return {
      count: exact ? found : MOST_COUNTED,
      exact,
      online: groups.reduce((sum, { online }) => sum + online, 0),
      accounts: found === 0 ? 0 : await this.#accounts(withVersions(where, deviceClass, groups)),
      browsers: deviceClass.accounts === undefined ? 0 : await this.#browsers(deviceClass.accounts),
      byKind: summed(groups, ({ kind }) => kind).map(([kind, sums]) => ({ kind, ...sums })),
      byModel: summed(groups, ({ model }) => model).map(([model, sums]) => ({ model, ...sums })),
    };
  }

  async examples(deviceClass: DeviceClass, most: number): Promise<readonly Example[]> {
    const where = await this.#where(deviceClass);
    const ranged = deviceClass.minAppVersion !== undefined || deviceClass.maxAppVersion !== undefined;
    const groups = ranged ? (await this.#groups(where)).filter(inRange(deviceClass)) : [];
    const { sql, parameters } = withVersions(where, deviceClass, groups);
    return this.database.query<Example>(
      `SELECT s.sid, s.kind, s.name, s.model, s.app_version AS "appVersion",
              left(a.email, 1) || '•••' || substring(a.email from '@.*$') AS account,
              EXISTS (SELECT 1 FROM device_presence p WHERE p.sid = s.sid) AS online,
              ${ms('s.created_at')} AS "enrolledAt"
         FROM (SELECT * FROM sessions s WHERE ${sql} LIMIT ${most}) s JOIN accounts a ON a.id = s.account_id
        ORDER BY s.seq DESC`,
      parameters,
    );
  }

  async choices(): Promise<Choices> {
    const groups = await this.#groups(await this.#where({}));
    const models = summed(groups, ({ kind, model }) => JSON.stringify([kind, model]));
    return {
      kinds: summed(groups, ({ kind }) => kind).map(([kind, { count }]) => ({ kind, sessions: count })),
      models: models.slice(0, MOST_CHOICES).map(([key, { count }]) => {
        const [kind, model] = JSON.parse(key) as [string, string];
        return { model, kind, sessions: count };
      }),
      appVersions: [...new Set(groups.map((group) => group.app_version))]
        .sort((a, b) => compareVersions(b, a))
        .slice(0, MOST_CHOICES),
    };
  }

  async accountIds(accounts: readonly string[]): Promise<readonly string[]> {
    const emails = accounts.map((name) => name.toLowerCase());
    const rows = await this.database.query<{ id: string; email: string }>(
      'SELECT id, email FROM accounts WHERE id = ANY($1::uuid[]) OR email = ANY($2::text[])',
      [accounts.filter(isUuid), emails],
    );
    const known = new Set(rows.flatMap(({ id, email }) => [id, email]));
    const missing = accounts.filter((one) => !known.has(one) && !known.has(one.toLowerCase()));
    if (missing.length > 0) {
      const more = missing.length > MOST_NAMED ? ` and ${missing.length - MOST_NAMED} more` : '';
      throw new SignoffError(
        'campaign_class_invalid',
        `class.accounts names no account of ours: ${missing.slice(0, MOST_NAMED).join(', ')}${more}`,
      );
    }
    return [...new Set(rows.map(({ id }) => id))].sort();
  }

  #groups({ sql, parameters }: Where): Promise<Group[]> {
    return this.database.query<Group>(
      `SELECT s.kind, s.model, s.app_version, count(*) AS n, count(p.sid) AS online
         FROM (SELECT s.sid, s.kind, s.model, s.app_version FROM sessions s WHERE ${sql}
                LIMIT ${MOST_COUNTED + 1}) s ${PRESENT}
        GROUP BY 1, 2, 3`,
      parameters,
    );
  }

  async #accounts({ sql, parameters }: Where): Promise<number> {
    const [row] = await this.database.query<{ n: number }>(
      `SELECT count(*) AS n FROM (SELECT 1 FROM sessions s WHERE ${sql} GROUP BY s.account_id LIMIT ${MOST_COUNTED}) a`,
      parameters,
    );
    return row!.n;
  }

  async #browsers(accounts: readonly string[]): Promise<number> {
    const [row] = await this.database.query<{ n: number }>(
      `SELECT count(*) AS n FROM sessions s JOIN browser_sign_ins b USING (sid)
        WHERE s.account_id = ANY($1::uuid[]) AND s.kind = 'browser' AND s.revocation_id IS NULL AND b.expires_at > now()
          AND NOT EXISTS (SELECT 1 FROM revocations e WHERE e.scope = 'account' AND e.account_id = s.account_id
                           AND e.cutoff >= s.seq AND e.except_sid IS DISTINCT FROM s.sid)`,
      [accounts],
    );
    return row!.n;
  }

  /** Those of the class that are signed in, its version range left out: versions are compared by one rule, not in SQL. */
  async #where(deviceClass: DeviceClass): Promise<Where> {
    const parameters: unknown[] = [];
    const given = (value: unknown): string => `$${parameters.push(value)}`;
    const parts = [
      isSignedIn(given(this.deviceIdleDays)),
      's.revocation_id IS NULL',
      `s.kind = ANY(${given(kindsOf(deviceClass))}::text[])`,
      `NOT EXISTS (SELECT 1 FROM revocations e WHERE e.scope = 'account' AND e.account_id = s.account_id
                    AND e.cutoff >= s.seq AND e.except_sid IS DISTINCT FROM s.sid)`,
      'NOT EXISTS (SELECT 1 FROM campaign_members m WHERE m.sid = s.sid)',
    ];
    const ended = await endedUpTo(this.database, deviceClass);
    if (ended !== null) parts.push(`s.seq > ${given(ended)}::bigint`);
    const { models, accounts, enrolledBefore } = deviceClass;
    if (models !== undefined) parts.push(`s.model = ANY(${given(models)}::text[])`);
    if (accounts !== undefined) parts.push(`s.account_id = ANY(${given(accounts)}::uuid[])`);
    if (enrolledBefore !== undefined) {
      const last = await lastSeqBefore(this.database, enrolledBefore);
      if (last !== null) parts.push(`s.seq <= ${given(last)}::bigint`);
    }
    return { sql: parts.join(' AND '), parameters };
  }
}

const inRange =
  ({ minAppVersion, maxAppVersion }: DeviceClass) =>
  ({ app_version: version }: Group): boolean =>
    (minAppVersion === undefined || compareVersions(version, minAppVersion) >= 0) &&
    (maxAppVersion === undefined || compareVersions(version, maxAppVersion) <= 0);

/** Narrows to the versions that are in range, as the groups have them. */
function withVersions({ sql, parameters }: Where, deviceClass: DeviceClass, groups: readonly Group[]): Where {
  if (deviceClass.minAppVersion === undefined && deviceClass.maxAppVersion === undefined)
    return { sql, parameters };
  const versions = [...new Set(groups.map(({ app_version }) => app_version))];
  return {
    sql: `${sql} AND s.app_version = ANY($${parameters.length + 1}::text[])`,
    parameters: [...parameters, versions],
  };
}

/** Most first. */
function summed(
  groups: readonly Group[],
  keyOf: (group: Group) => string,
): [string, { count: number; online: number }][] {
  const sums = new Map<string, { count: number; online: number }>();
  for (const group of groups) {
    const { count, online } = sums.get(keyOf(group)) ?? { count: 0, online: 0 };
    sums.set(keyOf(group), { count: count + group.n, online: online + group.online });
  }
  return [...sums].sort(([a, x], [b, y]) => y.count - x.count || (a < b ? -1 : 1));
}
