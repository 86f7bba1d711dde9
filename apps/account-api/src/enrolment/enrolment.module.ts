import { Module } from '@nestjs/common';
import { Provider, type OidcContext } from 'oidc-provider';
import { isDatabaseUnavailable, type Database } from '#libs/database';
import type { IssuerKeys, Logger } from '#libs/service-runtime';
import { CONFIG, type AccountApiConfig } from '../config.js';
import { DATABASE, KEYS, LOGGER, SIGN_EVENT } from '../core/tokens.js';
import { ADDRESS_OF, type AddressOf } from '../requests/address.js';
import { AccessTokenClaims } from '../tokens/access-token-claims.js';
import type { SignEvent } from '../tokens/sign-event.js';
import { PostgresProofReplay } from '../tokens/postgres/proof-replay.js';
import { PostgresRateLimits } from '../accounts/postgres/rate-limits.js';
import { authorizationServer } from './authorization-server.js';
import { limitCodes } from './limit-codes.js';
import { SESSION_SOURCE, type SessionSource } from './device-sessions.js';
import { OidcPayloads } from './postgres/oidc-payloads.js';
import { UserCodes } from './user-codes.js';

/** The authorization server; app.ts mounts it before Nest's body parsers. */
@Module({
  providers: [
    {
      provide: Provider,
      inject: [CONFIG, DATABASE, KEYS, SIGN_EVENT, SESSION_SOURCE, ADDRESS_OF, LOGGER],
      useFactory: (
        config: AccountApiConfig,
        database: Database,
        keys: IssuerKeys,
        signEvent: SignEvent,
        sessions: SessionSource,
        addressOfRequest: AddressOf,
        logger: Logger,
      ) => {
        const userCodes = new UserCodes();
        const payloads = new OidcPayloads(database, sessions, config, userCodes);
        const addressOf = (ctx: OidcContext): string => addressOfRequest(ctx.req);
        return authorizationServer({
          config,
          jwks: { keys: keys.all.map(({ privateJwk }) => privateJwk) },
          nonceSecret: keys.nonceSecret,
          cookieKeys: keys.cookieKeys,
          adapterOf: payloads.adapterOf,
          replay: new PostgresProofReplay(database),
          pace: payloads,
          userCodes,
          addressOf,
          mayAskForCode: limitCodes(
            new PostgresRateLimits(database),
            config.deviceCodesPerAddress,
            addressOf,
          ),
          onServerError: serverError(logger),
          claims: new AccessTokenClaims(sessions, signEvent, addressOf),
        });
      },
    },
  ],
})
export class EnrolmentModule {}

/** A database out of reach is said to be that, and is no error of ours. A device keeps its tokens at any 5xx. */
const serverError =
  (logger: Logger) =>
  (ctx: OidcContext, err: unknown): void => {
    const { method, path } = ctx;
    if (!isDatabaseUnavailable(err)) return logger.error({ err, method, path }, 'request failed');
    ctx.status = 503;
    ctx.set('Retry-After', '1');
    logger.warn({ err, method, path }, 'request failed: the database is out of reach');
  };
