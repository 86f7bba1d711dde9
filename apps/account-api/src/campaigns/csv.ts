/**
 * One line (RFC 4180). Devices name themselves, and a spreadsheet runs what begins like a formula: such a field
 * gets an apostrophe before it.
 */
export const csvRow = (fields: readonly (string | number | null)[]): string =>
  `${fields.map(field).join(',')}\r\n`;

function field(value: string | number | null): string {
  if (value === null) return '';
  if (typeof value === 'number') return String(value);
  const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
