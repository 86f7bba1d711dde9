import { Module } from '@nestjs/common';
import type { Database } from '#libs/database';
import type { EnforcementPoint } from '#libs/resource-server';
import type { PlaybackApiConfig } from '../config.js';
import { CONFIG, DATABASE, POINT } from '../core/tokens.js';
import { PROFILE_STORE, type ProfileStore } from '../profiles/profile-store.js';
import { ProfilesModule } from '../profiles/profiles.module.js';
import { InternalStreamsController } from './internal-streams.controller.js';
import { PostgresStreams } from './postgres/streams.js';
import { StartStream } from './start-stream.js';
import { STREAM_STORE, type StreamStore } from './stream-store.js';
import { StreamsController } from './streams.controller.js';

@Module({
  imports: [ProfilesModule],
  controllers: [StreamsController, InternalStreamsController],
  providers: [
    {
      provide: STREAM_STORE,
      inject: [DATABASE],
      useFactory: (database: Database) => new PostgresStreams(database),
    },
    {
      provide: StartStream,
      inject: [STREAM_STORE, PROFILE_STORE, POINT, CONFIG],
      useFactory: (
        streams: StreamStore,
        profiles: ProfileStore,
        point: EnforcementPoint,
        { maxStreams }: PlaybackApiConfig,
      ) => new StartStream(streams, profiles, point, maxStreams),
    },
  ],
})
export class StreamsModule {}
