/** A code has eight letters; people type them as they like. */
export const CODE_LETTERS = 8;

/** The letters of what was typed. Another alphabet's letters stay, so that the field can say they are wrong. */
export const lettersOf = (typed: string): string => typed.toUpperCase().replaceAll(/[\s\p{P}\p{S}]/gu, '');

/** As devices show it: "WDJB-MJHT". What is not a code of eight stays as typed. */
export function spelled(typed: string): string {
  const letters = lettersOf(typed);
  return letters.length === CODE_LETTERS ? `${letters.slice(0, 4)}-${letters.slice(4)}` : typed;
}
