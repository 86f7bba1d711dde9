import type { Figure } from '../report/figure.js';

/** What somebody named on the command line; a section of many sizes has its own in place of what was not. */
export interface Asked {
  readonly devices?: number;
  readonly repeats?: number;
}

export interface SectionOptions {
  readonly devices: number;
  readonly repeats: number;
  readonly asked: Asked;
  readonly say: (line: string) => void;
}

/** `met`: whether the figure is on the good side of the limit. */
export interface Aim {
  readonly what: string;
  readonly is: number;
  readonly limit: number;
  readonly met: boolean;
}

export interface Outcome {
  /** What `--json` gets. */
  readonly figures: readonly Figure[];
  /** Peers' own rows of the table. */
  readonly peers: readonly Figure[];
  readonly aims: readonly Aim[];
  /** What was measured and how often, where that is not so many devices in so many repeats. */
  readonly how?: string;
  /** Said below the table, in Markdown. */
  readonly more?: string;
  /** Written beside the page, by their paths from there. */
  readonly files?: readonly { readonly path: string; readonly text: string }[];
}

/** One part of `npm run bench`, by its name. */
export interface Section {
  readonly name: string;
  readonly title: string;
  /** On an idle machine of two cores, five repeats or, where a section has its own, those. */
  readonly minutes: number;
  readonly intro: string;
  /** Another section takes its figures along, so without names this one does not run. */
  readonly isPartOf?: string;
  run(options: SectionOptions): Promise<Outcome>;
}

export const atMost = (what: string, is: number, limit: number): Aim => ({
  what,
  is,
  limit,
  met: is <= limit,
});
export const atLeast = (what: string, is: number, limit: number): Aim => ({
  what,
  is,
  limit,
  met: is >= limit,
});

/** Devices that are missing in the end, of whatever section: the figure `accounting`. */
export class Accounting {
  readonly #missing: number[] = [];

  /** @throws when one is missing: no figure counts that left a device behind */
  all(count: number, of: number, what: string): void {
    this.#missing.push(of - count);
    if (count !== of) throw new Error(`${what}: ${of - count} of ${of} devices are unaccounted for`);
  }

  get missing(): readonly number[] {
    return this.#missing;
  }
}

/** Of all sections of one run. */
export const accounting = new Accounting();
