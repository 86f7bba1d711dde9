/**
 * Where a session falls in [0, 1): FNV-1a over its sid, so that stages of a campaign are the same set at the
 * source, in every index and on every device, without any list.
 */
export function shareOf(sid: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < sid.length; i++) hash = Math.imul(hash ^ sid.charCodeAt(i), 0x01000193);
  // FNV's low bits mix best; a last avalanche spreads them over the range.
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  return ((hash ^ (hash >>> 13)) >>> 0) / 0x1_0000_0000;
}
