const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** Text that is not ours, such as an issuer's name, as text. */
export const text = (value: string): string => value.replace(/[&<>"]/g, (one) => ENTITIES[one] as string);

/** For a script element: no text in it can end it. */
export const json = (value: unknown): string => JSON.stringify(value).replaceAll('<', '\\u003c');

export const count = (value: number): string => value.toLocaleString('en');

/** A duration for people, of three digits or so. */
export function duration(ms: number): string {
  if (ms >= 60_000) return `${(ms / 60_000).toFixed(1)} min`;
  if (ms >= 1_000) return `${(ms / 1_000).toFixed(2)} s`;
  return `${ms >= 100 ? Math.round(ms) : ms >= 10 ? ms.toFixed(1) : ms.toFixed(2)} ms`;
}
