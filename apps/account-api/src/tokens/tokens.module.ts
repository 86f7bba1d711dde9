import { Module } from '@nestjs/common';
import { createLocalJWKSet, type JSONWebKeySet } from 'jose';
import type { Database } from '#libs/database';
import { CONFIG, type AccountApiConfig } from '../config.js';
import { DATABASE, KEYS } from '../core/tokens.js';
import type { IssuerKeys } from '#libs/service-runtime';
import { SESSION_SOURCE, type SessionSource } from '../enrolment/device-sessions.js';
import { DpopNonces } from '#libs/resource-server';
import { DpopProofs } from './dpop-proof.js';
import { IntrospectToken } from './introspect-token.js';
import { PostgresProofReplay } from './postgres/proof-replay.js';
import { PresentedTokens } from './presented-token.js';
import { TokensController } from './tokens.controller.js';

@Module({
  controllers: [TokensController],
  providers: [
    {
      provide: PresentedTokens,
      inject: [DATABASE, SESSION_SOURCE, CONFIG, KEYS],
      useFactory: (database: Database, sessions: SessionSource, config: AccountApiConfig, keys: IssuerKeys) =>
        new PresentedTokens(database, sessions, config, createLocalJWKSet(keys.jwks as JSONWebKeySet)),
    },
    {
      provide: IntrospectToken,
      inject: [SESSION_SOURCE, CONFIG],
      useFactory: (sessions: SessionSource, config: AccountApiConfig) =>
        new IntrospectToken(sessions, config.issuer),
    },
    {
      provide: DpopProofs,
      inject: [DATABASE, KEYS],
      useFactory: (database: Database, keys: IssuerKeys) =>
        new DpopProofs(new DpopNonces(keys.nonceSecret), new PostgresProofReplay(database)),
    },
  ],
})
export class TokensModule {}
