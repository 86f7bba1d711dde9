import { randomUUID } from 'node:crypto';
import { SignoffError } from '#libs/errors';
import type { EnforcementPoint } from '#libs/resource-server';
import type { SessionFacts } from '#libs/revocation-index';
import { titleOf } from '../catalogue/titles.js';
import { ownProfile } from '../profiles/own-profile.js';
import type { ProfileStore } from '../profiles/profile-store.js';
import type { Stream, StreamStore } from './stream-store.js';

/** A player asks for a segment every few seconds; one that has not for so long has stopped without a word. */
const IDLE_MS = 30_000;

/**
 * Starts a stream for a session. The place of a session that was signed out is free at once, by the index of this
 * process, whatever its row says.
 * Errors: profile_not_found, title_not_found, stream_limit_reached, which names what plays where.
 */
export class StartStream {
  constructor(
    private readonly streams: StreamStore,
    private readonly profiles: Pick<ProfileStore, 'find'>,
    private readonly point: Pick<EnforcementPoint, 'covers'>,
    private readonly max: number,
  ) {}

  async start(
    device: SessionFacts,
    wanted: { readonly titleId: string; readonly profileId: string },
  ): Promise<Stream> {
    const profile = await ownProfile(this.profiles, device.sub, wanted.profileId);
    const stream: Stream = {
      id: randomUUID(),
      titleId: titleOf(wanted.titleId).id,
      profileId: profile.id,
      device,
    };
    const playing = await this.streams.start(stream, {
      max: this.max,
      idleMs: IDLE_MS,
      isOver: (other) => this.point.covers(other),
    });
    if (playing !== null) throw new SignoffError('stream_limit_reached', playing.map(whatWhere).join('; '));
    return stream;
  }
}

const whatWhere = ({ titleId, device }: Stream): string =>
  `“${titleOf(titleId).title}” on a ${device.kind === 'tv' ? 'TV' : device.kind} (${device.model})`;
