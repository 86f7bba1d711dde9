import { Controller, Inject } from '@nestjs/common';
import { EventPattern, Payload } from '@nestjs/microservices';
import { TOPICS, type IncomingRecord } from '#libs/event-stream';
import { ACTIVITY_FEED, type ActivityFeed } from '../activity/activity-feed.js';
import { parsePresence } from './parse-presence.js';
import { PRESENCE_STORE, type PresenceStore } from './presence-store.js';

/** Keeps who is online, as the gateways report it. */
@Controller()
export class PresenceController {
  constructor(
    @Inject(PRESENCE_STORE) private readonly store: PresenceStore,
    @Inject(ACTIVITY_FEED) private readonly activity: ActivityFeed,
  ) {}

  @EventPattern(TOPICS.devicePresence.name)
  async record(@Payload() { value }: IncomingRecord): Promise<void> {
    const record = parsePresence(value);
    if (record === null) throw new Error('The record is no presence this version understands');
    const changed = await this.store.note(record);
    if (changed !== null) this.activity.changed({ sub: changed.sub, type: 'presence', sid: record.sid });
  }
}
