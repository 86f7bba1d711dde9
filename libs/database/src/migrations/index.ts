import { Initial1764000000000 } from './0001-initial.js';
import { Polls1764000001000 } from './0002-polls.js';
import { Playback1764000002000 } from './0003-playback.js';
import { Operators1764000003000 } from './0004-operators.js';
import { Campaigns1764000004000 } from './0005-campaigns.js';

/** In order. A migration that has landed is never edited; the next one gets the next number. */
export const migrations = [
  Initial1764000000000,
  Polls1764000001000,
  Playback1764000002000,
  Operators1764000003000,
  Campaigns1764000004000,
];
