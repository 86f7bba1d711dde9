import type { ErrorCode } from '#libs/errors';

/** What one session of an account has, for another account to reach for. */
export interface Player {
  readonly profileId: string;
  readonly streamId: string;
}

export type PlaybackRule =
  /**
   * A device: its access token and a proof by the key it is bound to. `ask` is what it sends; where that names
   * something of its account, `refused` is what another account's device is told, and what never was is told the
   * same. Without it the route speaks of whoever asks.
   */
  | {
      readonly who: 'device';
      readonly ask?: (player: Player) => { readonly path?: string; readonly body?: object };
      readonly refused?: ErrorCode;
    }
  /** Our own servers, on the internal listener. */
  | { readonly who: 'internal' };

const at =
  (path: (player: Player) => string, body?: object) =>
  (player: Player): { path: string; body?: object } => ({
    path: path(player),
    ...(body === undefined ? {} : { body }),
  });

/** Who may ask what of the playback API. A route that is not here fails every-playback-route.spec.ts. */
export const PLAYBACK_API: Readonly<Record<string, PlaybackRule>> = {
  'GET /profiles': { who: 'device' },
  'GET /payment-methods': { who: 'device' },
  'GET /titles/:id/artwork.svg': { who: 'device', ask: at(() => '/titles/salt/artwork.svg') },
  'GET /catalogue': {
    who: 'device',
    ask: at(({ profileId }) => `/catalogue?profile=${profileId}`),
    refused: 'profile_not_found',
  },
  'GET /profiles/:id/recommendations': {
    who: 'device',
    ask: at(({ profileId }) => `/profiles/${profileId}/recommendations`),
    refused: 'profile_not_found',
  },
  'GET /profiles/:id/history': {
    who: 'device',
    ask: at(({ profileId }) => `/profiles/${profileId}/history`),
    refused: 'profile_not_found',
  },
  'PUT /profiles/:id/history/:titleId': {
    who: 'device',
    ask: at(({ profileId }) => `/profiles/${profileId}/history/salt`, { positionS: 5 }),
    refused: 'profile_not_found',
  },
  'POST /streams': {
    who: 'device',
    ask: ({ profileId }) => ({ body: { titleId: 'salt', profileId } }),
    refused: 'profile_not_found',
  },
  'DELETE /streams/:id': {
    who: 'device',
    ask: at(({ streamId }) => `/streams/${streamId}`),
    refused: 'stream_not_found',
  },
  'GET /streams/:id/playlist.m3u8': {
    who: 'device',
    ask: at(({ streamId }) => `/streams/${streamId}/playlist.m3u8`),
    refused: 'stream_not_found',
  },
  'GET /streams/:id/film.ts': {
    who: 'device',
    ask: at(({ streamId }) => `/streams/${streamId}/film.ts`),
    refused: 'stream_not_found',
  },
  'GET /streams/:id/:segment': {
    who: 'device',
    ask: at(({ streamId }) => `/streams/${streamId}/0.ts`),
    refused: 'stream_not_found',
  },

  'GET /internal/streams': { who: 'internal' },
  'GET /health/live': { who: 'internal' },
  'GET /health/ready': { who: 'internal' },
  'GET /metrics': { who: 'internal' },
};
