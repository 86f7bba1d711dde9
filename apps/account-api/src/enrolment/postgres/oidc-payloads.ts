import { errors, Provider, type OidcAdapter, type OidcContext, type OidcPayload } from 'oidc-provider';
import { audienceOf } from '../authorization-server.js';
import { DEVICE_SCOPE } from '../device-description.js';
import { payloadId } from '../payload-id.js';
import { ms } from '../../revocations/postgres/rows.js';
import type { Transaction } from '#libs/database';
import type { SessionFacts } from '#libs/revocation-index';
import type { SessionRecord, SessionSource } from '../device-sessions.js';
import type { PollPace } from '../poll-pace.js';
import type { UserCodes } from '../user-codes.js';

/** Of 20^8 codes two are equal once in a very long while; five times in a row there is something wrong. */
const MOST_DRAWS = 5;

/** A refresh token with what a Grant is made of. */
const FIND_REFRESH_TOKEN = `
  SELECT p.payload, s.sid, s.account_id AS sub, s.kind, ${ms('s.created_at')} AS created_at,
         ${ms('s.last_seen_at')} AS last_seen_at
    FROM oidc_payloads p JOIN sessions s ON s.sid = p.grant_id::uuid
   WHERE p.model = 'RefreshToken' AND p.id = $1`;

const seconds = (epochMs: number): number => Math.floor(epochMs / 1000);

/**
 * oidc-provider's storage in `oidc_payloads`. Access tokens are JWTs and never come here; a Grant is the
 * session's row, so it cannot outlive or fall short of it. Times there are epoch seconds.
 */
export class OidcPayloads implements PollPace {
  /** Of the refresh token that a request came with, read a moment before oidc-provider asks for it. */
  readonly #grants = new WeakMap<OidcContext, OidcPayload>();

  constructor(
    private readonly database: Transaction,
    private readonly sessions: SessionSource,
    private readonly settings: {
      readonly issuer: string;
      readonly deviceIdleDays: number;
      readonly devicePollIntervalS: number;
    },
    private readonly userCodes: Pick<UserCodes, 'drawAnew'>,
  ) {}

  readonly adapterOf = (model: string): OidcAdapter => {
    switch (model) {
      case 'DeviceCode':
        return this.#stored(model);
      case 'RefreshToken':
        return { ...this.#stored(model), find: (value) => this.#refreshToken(value) };
      case 'Client':
        // All clients there are stand in the settings; whoever names another is told that there is none.
        return { ...unused(model), find: () => Promise.resolve(undefined) };
      case 'Grant':
        return { ...unused(model), find: (sid) => this.#grant(sid) };
      default:
        return unused(model);
    }
  };

  /** Waiting a fifth less than told is not too soon: networks bunch what was sent evenly. */
  async allows(deviceCode: string): Promise<boolean> {
    const rows = await this.database.query(
      `UPDATE oidc_payloads SET polled_at = now()
        WHERE model = 'DeviceCode' AND id = $1
          AND (polled_at IS NULL OR polled_at <= now() - make_interval(secs => $2))
        RETURNING id`,
      [payloadId(deviceCode), this.settings.devicePollIntervalS * 0.8],
    );
    return rows.length === 1;
  }

  #stored(model: string): OidcAdapter {
    const { database, userCodes } = this;
    const isStored = async (value: string, payload: OidcPayload, expiresIn: number): Promise<boolean> => {
      const rows = await database.query(
        `INSERT INTO oidc_payloads (model, id, payload, grant_id, user_code, expires_at)
         VALUES ($1, $2, $3, $4, $5, now() + make_interval(secs => $6))
         ON CONFLICT (user_code) WHERE user_code IS NOT NULL DO NOTHING RETURNING id`,
        [
          model,
          payloadId(value),
          JSON.stringify(payload),
          payload['grantId'] ?? null,
          payload['userCode'] ?? null,
          expiresIn,
        ],
      );
      return rows.length === 1;
    };
    return {
      ...unused(model),
      async upsert(value, { jti: _, ...payload }, expiresIn = 0) {
        if (await isStored(value, payload, expiresIn)) return;
        // Another device shows that code, or did of late. This one has been shown nothing yet.
        for (let draws = 1; draws < MOST_DRAWS; draws++) {
          const userCode = userCodes.drawAnew();
          if (await isStored(value, { ...payload, userCode }, expiresIn)) return;
        }
        throw new Error('every user code that was drawn is taken');
      },
      async find(value) {
        const [row] = await database.query<Row>(
          `SELECT payload, extract(epoch FROM expires_at)::float8 AS expires, consumed_at IS NOT NULL AS consumed
             FROM oidc_payloads WHERE model = $1 AND id = $2`,
          [model, payloadId(value)],
        );
        return row && { ...row.payload, ...times(row), jti: value };
      },
      async consume(value) {
        const rows = await database.query(
          `UPDATE oidc_payloads SET consumed_at = now()
            WHERE model = $1 AND id = $2 AND consumed_at IS NULL RETURNING id`,
          [model, payloadId(value)],
        );
        // Of two redemptions at once one wins; the other must not hurt it.
        if (rows.length !== 1) throw new errors.InvalidGrant();
      },
    };
  }

  async #refreshToken(value: string): Promise<OidcPayload | undefined> {
    const [row] = await this.database.query<RefreshTokenRow>(FIND_REFRESH_TOKEN, [payloadId(value)]);
    if (row === undefined) return undefined;
    const { payload, created_at: createdAt, last_seen_at: refreshedAt } = row;
    const grant = this.#grantOf({ ...row, createdAt, refreshedAt });
    if (Provider.ctx !== undefined) this.#grants.set(Provider.ctx, grant);
    return { ...payload, exp: grant['exp'], jti: value };
  }

  async #grant(sid: string): Promise<OidcPayload | undefined> {
    const known = Provider.ctx && this.#grants.get(Provider.ctx);
    if (known?.['jti'] === sid) return known;
    const session = await this.sessions.find(sid);
    return session === null ? undefined : this.#grantOf({ ...session, ...session.facts });
  }

  #grantOf(
    session: Pick<SessionFacts, 'sid' | 'sub' | 'kind'> & Pick<SessionRecord, 'createdAt' | 'refreshedAt'>,
  ): OidcPayload {
    return {
      jti: session.sid,
      kind: 'Grant',
      accountId: session.sub,
      clientId: session.kind,
      resources: { [audienceOf(this.settings.issuer)]: DEVICE_SCOPE },
      iat: seconds(session.createdAt),
      exp: this.#idleUntil(session.refreshedAt),
    };
  }

  #idleUntil(refreshedAt: number): number {
    return seconds(refreshedAt) + this.settings.deviceIdleDays * 86_400;
  }
}

interface RefreshTokenRow {
  readonly payload: OidcPayload;
  readonly sid: string;
  readonly sub: string;
  readonly kind: string;
  readonly created_at: number;
  readonly last_seen_at: number;
}

interface Row {
  readonly payload: OidcPayload;
  readonly expires: number;
  readonly consumed: boolean;
}

const times = ({ expires, consumed }: Row): OidcPayload => ({
  exp: Math.floor(expires),
  ...(consumed ? { consumed: Math.floor(expires) } : {}),
});

/** Nothing here may be called: a call would mean that oidc-provider does more than we read in 9.13.3. */
function unused(model: string): OidcAdapter {
  const refuse = (method: string) => (): Promise<never> =>
    Promise.reject(new Error(`oidc-provider called ${model}.${method}, which has no meaning here`));
  return {
    upsert: refuse('upsert'),
    find: refuse('find'),
    findByUserCode: refuse('findByUserCode'),
    findByUid: refuse('findByUid'),
    consume: refuse('consume'),
    destroy: refuse('destroy'),
    revokeByGrantId: refuse('revokeByGrantId'),
  };
}
