import type { SessionFacts } from '#libs/revocation-index';

/** A title that a session plays, or is about to. */
export interface Stream {
  readonly id: string;
  readonly titleId: string;
  readonly profileId: string;
  readonly device: SessionFacts;
}

/**
 * What plays in which account. A session has one stream at most: starting another ends the one before, so that a
 * device which lost its power does not hold a place.
 */
export interface StreamStore {
  /**
   * Starts the stream unless `max` others of the account play; of two that start at once the second sees the first.
   * One that is over by `isOver`, or was not asked for anything for `idleMs`, does not count, and is forgotten.
   * @returns those that play instead, when there are that many
   */
  start(
    stream: Stream,
    limit: {
      readonly max: number;
      readonly idleMs: number;
      readonly isOver: (device: SessionFacts) => boolean;
    },
  ): Promise<readonly Stream[] | null>;
  /** The session's own stream of that id, which is marked as playing now; null for any other. */
  find(id: string, sid: string): Promise<Pick<Stream, 'titleId'> | null>;
  /** A stream that is not there, or not the session's, is left alone. */
  stop(id: string, sid: string): Promise<boolean>;
}

export const STREAM_STORE = Symbol('StreamStore');
