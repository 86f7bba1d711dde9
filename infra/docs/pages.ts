import { adrIndexPage } from './adr-index.js';
import { drawBoundaries, readImports } from './boundary-picture.js';
import { closeCodesPage, closeCodeTable } from './close-codes-page.js';
import { configPage } from './config-page.js';
import { errorsPage, socketErrors } from './errors-page.js';
import { eventsPage } from './events-page.js';
import { metricsPage } from './metrics-page.js';
import { pageWithParts, type Page } from './page.js';
import { scalingPage } from './scaling-page.js';
import { shareTable } from './share-table.js';

/** Everything `npm run docs` writes, by the name that `npm run docs:<name>` knows it by. */
export const PAGES: Readonly<Record<string, Page>> = {
  config: configPage,
  errors: errorsPage,
  'close-codes': closeCodesPage,
  events: eventsPage,
  metrics: metricsPage,
  adr: adrIndexPage,
  boundaries: pageWithParts('docs/architecture.md', { boundaries: () => drawBoundaries(readImports()) }),
  scaling: scalingPage,
  protocol: pageWithParts('docs/protocol.md', {
    'close-codes': closeCodeTable,
    errors: socketErrors,
    shares: shareTable,
  }),
};
