import type { Playback } from '../../support/playback-api/a-playback.js';
import type { Stack } from '../../support/stack/a-stack.js';
import type { Figure } from '../report/figure.js';

/** One half of `bench:stream`: what it measured, what it aims at, and a sentence on how. */
export interface Part {
  readonly figures: readonly Figure[];
  readonly aims: readonly { readonly what: string; readonly is: number; readonly atMost: number }[];
  readonly how: string;
}

export interface PartOptions {
  readonly stack: Stack;
  readonly playback: Playback;
  readonly pagesUrl: string;
  readonly runs: number;
  readonly say: (line: string) => void;
}
