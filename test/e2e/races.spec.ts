import { jest } from '@jest/globals';
import { describeRaces } from '../races/describe-races.js';

jest.setTimeout(600_000);

describeRaces('races', 1_000);
