const known = new Map<string, string>();
/** What devices call themselves is theirs to choose, so what is shared is bounded. */
const MAX_KNOWN = 4_096;

/** One string for all devices of a kind, a model, a version. */
export function interned(text: string): string {
  const shared = known.get(text);
  if (shared !== undefined) return shared;
  if (known.size < MAX_KNOWN) known.set(text, text);
  return text;
}
