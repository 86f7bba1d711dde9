import type { Title } from './titles.js';

const SHOWN = 4;

/** What to watch next: of the kinds watched last first, what was not watched yet, in an order of the profile's own. */
export function recommend(
  titles: readonly Title[],
  watched: readonly { readonly titleId: string }[],
  profileId: string,
): readonly string[] {
  const seen = new Set(watched.map(({ titleId }) => titleId));
  const liked = watched
    .flatMap(({ titleId }) => titles.filter(({ id }) => id === titleId))
    .map(({ genre }) => genre);
  const liking = ({ genre }: Title): number => {
    const at = liked.indexOf(genre);
    return at === -1 ? liked.length : at;
  };
  const turn = [...profileId].reduce((sum, sign) => sum + sign.charCodeAt(0), 0) % titles.length;
  return [...titles.slice(turn), ...titles.slice(0, turn)]
    .filter(({ id }) => !seen.has(id))
    .sort((a, b) => liking(a) - liking(b))
    .slice(0, SHOWN)
    .map(({ id }) => id);
}
