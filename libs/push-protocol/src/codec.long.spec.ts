import fc from 'fast-check';
import { anyMessage, isHandled } from './testing/index.js';

// Long: a minute of what nobody thought of.
it('the frame codec never throws, in a million frames', () => {
  fc.assert(fc.property(anyMessage, isHandled), { numRuns: 1_000_000 });
}, 1_800_000);
