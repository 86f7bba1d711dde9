import { PLANTED } from './bugs.js';
import { isFound } from './is-found.js';

describe('a planted bug is found by the simulation', () => {
  it.each(PLANTED.filter(({ isRare }) => isRare !== true))('$name', isFound, 600_000);
});
