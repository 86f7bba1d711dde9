import { SignoffError } from '#libs/errors';

export interface Title {
  readonly id: string;
  readonly title: string;
  readonly year: number;
  readonly minutes: number;
  readonly genre: 'quiet' | 'sea' | 'city' | 'space';
  readonly synopsis: string;
}

/** Every title is the same short film; what differs is what a person reads of it. */
export const TITLES: readonly Title[] = [
  {
    id: 'first-light',
    title: 'First Light',
    year: 2024,
    minutes: 1,
    genre: 'quiet',
    synopsis: 'A night over the hills gives way to morning. Nothing else happens, and it is enough.',
  },
  {
    id: 'the-ferry',
    title: 'The Last Ferry',
    year: 2019,
    minutes: 1,
    genre: 'sea',
    synopsis: 'Two strangers miss the last boat of the season and have the island to themselves.',
  },
  {
    id: 'north-platform',
    title: 'North Platform',
    year: 2021,
    minutes: 1,
    genre: 'city',
    synopsis: 'A night guard keeps finding letters on platform nine, each addressed to tomorrow.',
  },
  {
    id: 'low-orbit',
    title: 'Low Orbit',
    year: 2023,
    minutes: 1,
    genre: 'space',
    synopsis: 'The quietest job there is: mending the lamps of a station nobody visits.',
  },
  {
    id: 'salt',
    title: 'Salt',
    year: 2017,
    minutes: 1,
    genre: 'sea',
    synopsis: 'Three generations rake the same white fields and disagree about the sky.',
  },
  {
    id: 'paper-lanterns',
    title: 'Paper Lanterns',
    year: 2020,
    minutes: 1,
    genre: 'city',
    synopsis: 'On the longest night of the year a whole street forgets to go to bed.',
  },
  {
    id: 'the-orchard',
    title: 'The Orchard',
    year: 2015,
    minutes: 1,
    genre: 'quiet',
    synopsis: 'Forty trees, one ladder, and a promise made in spring.',
  },
  {
    id: 'far-side',
    title: 'Far Side',
    year: 2022,
    minutes: 1,
    genre: 'space',
    synopsis: 'A radio telescope on the moon hears a waltz, and answers.',
  },
];

const byId = new Map(TITLES.map((title) => [title.id, title]));

/** Errors: title_not_found. */
export function titleOf(id: unknown): Title {
  const title = typeof id === 'string' ? byId.get(id) : undefined;
  if (title === undefined) throw new SignoffError('title_not_found');
  return title;
}
