import { jest } from '@jest/globals';
import { describeRaces } from '../races/describe-races.js';

// Long: ten times as many, for what happens once in thousands.
jest.setTimeout(3_600_000);

describeRaces('races-long', 10_000);
