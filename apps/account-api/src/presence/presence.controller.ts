import { Controller, Inject } from '@nestjs/common';
import { EventPattern, Payload } from '@nestjs/microservices';
import { Batches } from '#libs/batches';
import { isDatabaseUnavailable } from '#libs/database';
import { TOPICS, type IncomingRecord } from '#libs/event-stream';
import { ACTIVITY_FEED, type ActivityFeed } from '../activity/activity-feed.js';
import { parsePresence } from './parse-presence.js';
import { PRESENCE_STORE, type Presence, type PresenceStore } from './presence-store.js';

const MOST = 100;

/**
 * Keeps who is online, as the gateways report it: after a storm ten thousand at once. One batch at a time: who is
 * online may wait, and connections of the database are for those who ask.
 */
@Controller()
export class PresenceController {
  readonly #batches = new Batches<Presence, string | null>((said) => this.store.note(said), {
    mostItems: MOST,
    isOfOne: (error) => !isDatabaseUnavailable(error),
  });

  constructor(
    @Inject(PRESENCE_STORE) private readonly store: PresenceStore,
    @Inject(ACTIVITY_FEED) private readonly activity: ActivityFeed,
  ) {}

  @EventPattern(TOPICS.devicePresence.name)
  async record(@Payload() { value }: IncomingRecord): Promise<void> {
    const record = parsePresence(value);
    if (record === null) throw new Error('The record is no presence this version understands');
    const { gateway, boot, connections } = record;
    await Promise.all(connections.map((said) => this.#note({ ...said, gateway, boot })));
  }

  async #note(presence: Presence): Promise<void> {
    const sub = await this.#batches.do(presence);
    if (sub !== null) this.activity.changed({ sub, type: 'presence', sid: presence.sid });
  }
}
