import type { Predicate } from './predicate.js';

/**
 * Reads a predicate from the wire. Returns null for anything this version does not wholly understand, an
 * unknown member included: a narrower reading would let in, a wider one would end innocent sessions, so the
 * caller must ask the source again or refuse.
 */
export function parsePredicate(value: unknown): Predicate | null {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return null;
  const members = value as Record<string, unknown>;
  const shape = shapes[members['type'] as Predicate['type']];
  if (shape === undefined || !Object.hasOwn(shapes, members['type'] as string)) return null;
  for (const name of Object.keys(members)) if (!Object.hasOwn(shape, name)) return null;
  for (const [name, { required, valid }] of Object.entries(shape)) {
    const member = members[name];
    if (member === undefined ? required : !valid(member)) return null;
  }
  return members as unknown as Predicate;
}

interface Member {
  readonly required: boolean;
  readonly valid: (value: unknown) => boolean;
}
const required = (valid: Member['valid']): Member => ({ required: true, valid });
const optional = (valid: Member['valid']): Member => ({ required: false, valid });

const text = (value: unknown): boolean =>
  typeof value === 'string' && value.length > 0 && value.length <= 256;
const texts = (value: unknown): boolean => Array.isArray(value) && value.length > 0 && value.every(text);
const sequence = (value: unknown): boolean => Number.isSafeInteger(value) && (value as number) >= 0;
const share = (value: unknown): boolean => {
  if (typeof value !== 'object' || value === null) return false;
  const { from, to, ...rest } = value as Record<string, unknown>;
  return (
    Object.keys(rest).length === 0 && fraction(from) && fraction(to) && (from as number) < (to as number)
  );
};
const fraction = (value: unknown): boolean => typeof value === 'number' && value >= 0 && value <= 1;

const shapes: Record<Predicate['type'], Record<string, Member>> = {
  session: { type: required(text), sid: required(text) },
  account: {
    type: required(text),
    sub: required(text),
    cutoff: required(sequence),
    exceptSid: optional(text),
  },
  class: {
    type: required(text),
    cutoff: required(sequence),
    kinds: optional(texts),
    models: optional(texts),
    minAppVersion: optional(text),
    maxAppVersion: optional(text),
    share: optional(share),
  },
};
