import { Initial1764000000000 } from './0001-initial.js';

/** In order. A migration that has landed is never edited; the next one gets the next number. */
export const migrations = [Initial1764000000000];
