import { Global, Module } from '@nestjs/common';
import type { Database } from '#libs/database';
import { DATABASE } from '../core/tokens.js';
import { PostgresRevocations } from './postgres/revocations.js';
import { REVOCATION_STORE } from './revocation-store.js';

/** The source itself: what is revoked. Everything that judges a session asks here. */
@Global()
@Module({
  providers: [
    {
      provide: REVOCATION_STORE,
      inject: [DATABASE],
      useFactory: (database: Database) => new PostgresRevocations(database),
    },
  ],
  exports: [REVOCATION_STORE],
})
export class RevocationStoreModule {}
