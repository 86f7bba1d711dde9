import { Module } from '@nestjs/common';
import { Provider, type OidcContext } from 'oidc-provider';
import type { Database } from '#libs/database';
import { signSecurityEvent } from '#libs/security-event';
import { CONFIG, type AccountApiConfig } from '../config.js';
import type { Keys } from '../core/keys.js';
import { DATABASE, KEYS } from '../core/tokens.js';
import { ADDRESS_OF, type AddressOf } from '../requests/address.js';
import { AccessTokenClaims } from '../tokens/access-token-claims.js';
import { PostgresProofReplay } from '../tokens/postgres/proof-replay.js';
import { authorizationServer } from './authorization-server.js';
import { SESSION_SOURCE, type SessionSource } from './device-sessions.js';
import { OidcPayloads } from './postgres/oidc-payloads.js';

/** The authorization server; main.ts mounts it before Nest's body parsers. */
@Module({
  providers: [
    {
      provide: Provider,
      inject: [CONFIG, DATABASE, KEYS, SESSION_SOURCE, ADDRESS_OF],
      useFactory: (
        config: AccountApiConfig,
        database: Database,
        keys: Keys,
        sessions: SessionSource,
        addressOfRequest: AddressOf,
      ) => {
        const payloads = new OidcPayloads(database, sessions, config);
        const addressOf = (ctx: OidcContext): string => addressOfRequest(ctx.req);
        return authorizationServer({
          config,
          jwks: keys.privateJwks,
          nonceSecret: keys.nonceSecret,
          cookieKeys: keys.cookieKeys,
          adapterOf: payloads.adapterOf,
          replay: new PostgresProofReplay(database),
          pace: payloads,
          addressOf,
          claims: new AccessTokenClaims(
            sessions,
            (payload) => signSecurityEvent(payload, keys.signer.kid, keys.signer.sign),
            addressOf,
          ),
        });
      },
    },
  ],
})
export class EnrolmentModule {}
