const NUMBER = new Intl.NumberFormat('en-GB', { maximumFractionDigits: 0 });
const RATE = new Intl.NumberFormat('en-GB', { maximumFractionDigits: 1 });

/** "12,480". */
export const numberWords = (count: number): string => NUMBER.format(count);

/** "12,480 devices", "1 device". */
export const countedWords = (count: number, noun: string): string =>
  `${numberWords(count)} ${noun}${count === 1 ? '' : 's'}`;

/** "140 a second", "0.4 a second". */
export const rateWords = (perS: number): string =>
  `${perS >= 10 ? numberWords(perS) : RATE.format(perS)} a second`;

/** "42 %"; all but the last of many is never 100 %, and one of many never 0 %. */
export function shareWords(part: number, whole: number): string {
  if (whole <= 0) return '0 %';
  const percent = (part / whole) * 100;
  if (part > 0 && percent < 1) return '<1 %';
  if (part < whole && percent > 99) return '>99 %';
  return `${Math.round(percent)} %`;
}

/** What was typed, as a number: thousands may be parted as anyone parts them. Null for whatever else. */
export function typedNumber(text: string): number | null {
  const digits = text.trim().replaceAll(/(?<=\d)[\s,.'’ ](?=\d{3}(?!\d))/g, '');
  return /^\d{1,12}$/.test(digits) ? Number(digits) : null;
}
