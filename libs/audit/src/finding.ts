/** What an audit may find, each with what it means. Closed: a report counts by these. */
export const FINDINGS = {
  'blocked-too-late': 'A revocation was answered 2xx and not in force within its time.',
  'confirmed-too-late': 'A connected device did not confirm its sign-out within its time.',
  'receipt-not-shown': 'A receipt was stored, and the owner was still not told of it.',
  'confirmed-without-receipt': 'The owner was told of a receipt the device never gave.',
  'begun-after-blocked': 'A point let a revoked session in, or began a response to it, after it was blocked.',
  'written-after-blocked': 'A point wrote service for a revoked session after it was blocked.',
  'refused-though-living': 'A point said of a living session that it was over.',
  'ended-though-living': 'A living session ended, on its device or in the list.',
  'active-though-revoked': 'A revoked session was listed as active.',
  'left-out': 'A session from before the press is beyond the cut-off.',
  'shown-though-not-covered': 'The owner was told that a session ended which the revocation does not cover.',
  'covered-though-not-shown': 'The revocation ended a session the owner was not told of.',
  'plays-after-sign-out': 'A device played on after it was signed out.',
  'counts-differ': 'A number shown is not what the devices shown beside it make.',
  'unaccounted-for':
    'A revoked session is neither confirmed, nor out of reach, nor without a receipt to wait for.',
  'not-in-the-history':
    'An entry is of a session or a revocation the history does not know, so it was not judged.',
} as const satisfies Record<string, string>;

export type FindingKind = keyof typeof FINDINGS;

export interface Finding {
  readonly kind: FindingKind;
  /** Of the entry it is about; else of the deadline that was missed. */
  readonly at: number;
  readonly sid?: string;
  /** Its `id`. */
  readonly revocation?: string;
  readonly point?: string;
  /** For a person, names and numbers included. */
  readonly sentence: string;
}
