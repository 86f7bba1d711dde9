import type { Shelf, Title } from './shapes.js';

export interface Row {
  readonly name: string;
  /** `share` of it that was watched; null where that is not the point. */
  readonly titles: readonly { readonly title: Title; readonly share: number | null }[];
}

/** A shelf as people read one: what they watched, what may please them, and all there is. */
export function rowsOf({ titles, recommendations, history }: Shelf): readonly Row[] {
  const titleOf = (id: string): Title[] => titles.filter((title) => title.id === id);
  const rows: Row[] = [
    {
      name: 'Keep watching',
      titles: history.flatMap(({ titleId, positionS }) =>
        titleOf(titleId).map((title) => ({ title, share: Math.min(1, positionS / (title.minutes * 60)) })),
      ),
    },
    {
      name: 'For you',
      titles: recommendations.flatMap(titleOf).map((title) => ({ title, share: null })),
    },
    { name: 'All films', titles: titles.map((title) => ({ title, share: null })) },
  ];
  return rows.filter((row) => row.titles.length > 0);
}
