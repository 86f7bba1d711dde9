import { audienceOf } from '../../enrolment/authorization-server.js';
import { describedBy, DEVICE_SCOPE } from '../../enrolment/device-description.js';
import type { Transaction } from '#libs/database';
import type { DeviceCodes, WaitingDevice } from '../device-codes.js';

interface Row {
  readonly params: Readonly<Record<string, string>>;
  readonly address: string | null;
  readonly expires_at: number;
  readonly expired: boolean;
  readonly used: boolean;
}

const WAITING = `model = 'DeviceCode' AND user_code = $1 AND expires_at > now() AND grant_id IS NULL
  AND NOT payload ? 'error'`;

/** The codes in oidc-provider's own rows: an approval is one conditional statement, where its `save` lets two win. */
export class PostgresDeviceCodes implements DeviceCodes {
  constructor(
    private readonly database: Transaction,
    private readonly issuer: string,
  ) {}

  async find(userCode: string, tx: Transaction = this.database): Promise<WaitingDevice | null> {
    const [row] = await tx.query<Row>(
      `SELECT payload->'params' AS params, payload->'deviceInfo'->>'address' AS address,
              extract(epoch FROM expires_at)::float8 * 1000 AS expires_at, expires_at <= now() AS expired,
              grant_id IS NOT NULL OR payload ? 'error' AS used
         FROM oidc_payloads WHERE model = 'DeviceCode' AND user_code = $1`,
      [userCode],
    );
    if (row === undefined) return null;
    return {
      device: describedBy(row.params),
      address: row.address ?? '',
      jkt: String(row.params['dpop_jkt']),
      expiresAt: Math.floor(row.expires_at),
      state: row.used ? 'used' : row.expired ? 'expired' : 'waiting',
    };
  }

  async approve(tx: Transaction, userCode: string, grant: { sub: string; sid: string }): Promise<boolean> {
    const granted = {
      accountId: grant.sub,
      grantId: grant.sid,
      authTime: Math.floor(Date.now() / 1000),
      scope: DEVICE_SCOPE,
      resource: audienceOf(this.issuer),
    };
    const rows = await tx.query(
      `UPDATE oidc_payloads SET account_id = $2, grant_id = $3, payload = payload || $4::jsonb
        WHERE ${WAITING} RETURNING id`,
      [userCode, grant.sub, grant.sid, JSON.stringify(granted)],
    );
    return rows.length === 1;
  }

  async deny(userCode: string): Promise<boolean> {
    const rows = await this.database.query(
      `UPDATE oidc_payloads SET payload = payload || '{"error":"access_denied"}' WHERE ${WAITING} RETURNING id`,
      [userCode],
    );
    return rows.length === 1;
  }
}
