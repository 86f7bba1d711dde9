import type { DeviceClass } from '../api/shapes.js';

/** What stands in the form. */
export interface Draft {
  /** Nobody has said yet; named accounts; a class of devices; or everyone. */
  readonly who: 'unsaid' | 'class' | 'accounts' | 'everyone';
  readonly kinds: readonly string[];
  readonly models: readonly string[];
  readonly minAppVersion: string;
  readonly maxAppVersion: string;
  /** As a date field gives it: local time, without a zone. */
  readonly enrolledBefore: string;
  /** One email or account id a line. */
  readonly accounts: string;
  readonly reason: string;
  readonly stages: keyof typeof STAGES;
}

/** Per cent of the class, rising. */
export const STAGES = {
  all: [100],
  careful: [1, 10, 100],
  half: [10, 50, 100],
} as const satisfies Record<string, readonly number[]>;

export const EMPTY_DRAFT: Draft = {
  who: 'unsaid',
  kinds: [],
  models: [],
  minAppVersion: '',
  maxAppVersion: '',
  enrolledBefore: '',
  accounts: '',
  reason: '',
  stages: 'all',
};

/** A class to look up, or the words for what is still missing. */
export type Chosen =
  | { readonly class: DeviceClass; readonly missing: null }
  | { readonly class: null; readonly missing: string };

const missing = (words: string): Chosen => ({ class: null, missing: words });

/**
 * The class that the form speaks of. Invariant: everyone is only ever meant by saying so; a class of which
 * nothing is chosen is not everyone, though the API's empty class is.
 */
export function classOf(draft: Draft): Chosen {
  switch (draft.who) {
    case 'unsaid':
      return missing('Say whose sessions are to end.');
    case 'everyone':
      return { class: {}, missing: null };
    case 'accounts': {
      const accounts = accountsIn(draft.accounts);
      if (accounts.length === 0) return missing('Name at least one account.');
      return { class: { accounts }, missing: null };
    }
    case 'class':
      return devices(draft);
  }
}

function devices({ kinds, models, minAppVersion, maxAppVersion, enrolledBefore }: Draft): Chosen {
  const before = enrolledBefore === '' ? null : Date.parse(enrolledBefore);
  if (before !== null && Number.isNaN(before)) return missing('That is no whole date.');
  const chosen: DeviceClass = {
    ...(kinds.length === 0 ? {} : { kinds }),
    ...(models.length === 0 ? {} : { models }),
    ...(minAppVersion.trim() === '' ? {} : { minAppVersion: minAppVersion.trim() }),
    ...(maxAppVersion.trim() === '' ? {} : { maxAppVersion: maxAppVersion.trim() }),
    ...(before === null ? {} : { enrolledBefore: new Date(before).toISOString() }),
  };
  if (Object.keys(chosen).length === 0) return missing('Choose at least one thing about the devices.');
  return { class: chosen, missing: null };
}

/** One a line, commas too; each once. */
export const accountsIn = (text: string): readonly string[] => [
  ...new Set(
    text
      .split(/[\n,;]/)
      .map((line) => line.trim())
      .filter((line) => line !== ''),
  ),
];
