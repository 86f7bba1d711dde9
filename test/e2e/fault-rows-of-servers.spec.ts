import { OF_SERVERS } from '../faults/faults.js';
import { shortRows } from '../faults/short-rows.js';

describe('a sign-out that was answered, when an account API or a gateway dies, freezes or is left alone', () => {
  shortRows('fault-rows-of-servers', OF_SERVERS);
});
