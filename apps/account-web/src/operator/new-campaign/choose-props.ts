import type { Classes } from '../api/shapes.js';
import type { Draft } from './draft.js';

export interface ChooseProps {
  readonly draft: Draft;
  /** What there is to choose from; null while that is not known. */
  readonly classes: Classes | null;
  readonly onChange: (part: Partial<Draft>) => void;
}
