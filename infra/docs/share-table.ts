import { shareOf } from '#libs/revocation-index';
import { code, table } from './markdown.js';

/** For whoever writes `shareOf` in another language: what it gives for some sids. */
export const SIDS = [
  '0b6f1d5a-9f1e-4a53-9d52-0c7a7f2b3e10',
  '5f0d0c7e-3c1c-4b55-8a0b-6b9f0f3f8c11',
  'ffffffff-ffff-4fff-bfff-ffffffffffff',
  'a',
] as const;

export const shareTable = (): string =>
  table(
    ['sid', 'share, times 2^32', 'share'],
    SIDS.map((sid) => [code(sid), String(shareOf(sid) * 2 ** 32), shareOf(sid).toFixed(9)]),
  );
