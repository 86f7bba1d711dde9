import type { Mode, Wanted } from './locks.js';
import type { TableName } from './tables.js';
import type { View } from './view.js';

export type Parameters = readonly unknown[];

/** What one of the product's statements does, in memory. */
export interface Statement {
  /** Found in its text, with every run of white space made one space. */
  readonly text: string | RegExp;
  /** Asked again once they are held, until it names no other. */
  readonly locks?: (view: View, parameters: Parameters, text: string) => readonly Wanted[];
  readonly run: (view: View, parameters: Parameters, text: string) => readonly object[];
}

export const row = (table: TableName, key: unknown, mode: Mode = 'exclusive'): Wanted => ({
  name: `${table}/${String(key)}`,
  mode,
});

/** A foreign key holds what it points to FOR KEY SHARE, which only FOR UPDATE excludes. */
export const pointsTo = (account: unknown): Wanted => row('accounts', account, 'share');

/** `FOR UPDATE`, `FOR SHARE` or neither, as the text has it. */
export const asTextSays = (text: string, table: TableName, key: unknown): readonly Wanted[] => {
  if (text.includes('FOR UPDATE')) return [row(table, key)];
  return text.includes('FOR SHARE') ? [row(table, key, 'share')] : [];
};
