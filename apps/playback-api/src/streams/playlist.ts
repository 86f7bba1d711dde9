import { SEGMENT_S, type Film } from './film.js';

/** An HLS media playlist (RFC 8216) of the whole film; the segments stand beside it. */
export function playlistOf({ count }: Pick<Film, 'count'>): string {
  const segments = Array.from({ length: count }, (_, n) => `#EXTINF:${SEGMENT_S}.000,\n${n}.ts`);
  return [
    '#EXTM3U',
    '#EXT-X-VERSION:3',
    `#EXT-X-TARGETDURATION:${SEGMENT_S}`,
    '#EXT-X-MEDIA-SEQUENCE:0',
    '#EXT-X-PLAYLIST-TYPE:VOD',
    ...segments,
    '#EXT-X-ENDLIST',
    '',
  ].join('\n');
}
