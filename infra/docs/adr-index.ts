import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { table } from './markdown.js';
import { wholePage } from './page.js';
import { ROOT } from './root.js';

export interface Adr {
  readonly file: string;
  readonly text: string;
}

const FOLDER = 'docs/adr';

/** docs/adr/README.md: every decision, by number. */
export const adrIndexPage = wholePage(`${FOLDER}/README.md`, () =>
  adrIndex(
    readdirSync(join(ROOT, FOLDER))
      .filter((file) => file.endsWith('.md') && file !== 'README.md')
      .map((file) => ({ file, text: readFileSync(join(ROOT, FOLDER, file), 'utf8') })),
  ),
);

/** Throws where a number is used twice, a name is not NNNN-words.md, or an ADR lacks its title, date or status. */
export function adrIndex(adrs: readonly Adr[]): string {
  const byNumber = new Map<string, string>();
  const rows = [...adrs]
    .sort((a, b) => a.file.localeCompare(b.file))
    .map(({ file, text }) => {
      const number = /^(\d{4})-[a-z0-9-]+\.md$/.exec(file)?.[1];
      if (number === undefined) throw new Error(`${FOLDER}/${file} is not named NNNN-some-words.md`);
      const other = byNumber.get(number);
      if (other !== undefined) throw new Error(`${FOLDER}: ${other} and ${file} use one number`);
      byNumber.set(number, file);
      return [
        number,
        `[${part(file, text, 'title', /^# (.+)$/m)}](${file})`,
        part(file, text, 'status', /^- Status: (.+)$/m),
        part(file, text, 'date', /^- Date: (\d{4}-\d{2}-\d{2})$/m),
      ];
    });
  return `# Decisions

One page a decision: what stood to be decided, what each way costs, what was chosen, what follows. A decision is
never rewritten: a later one supersedes it, and both say so. A new one takes the next number.

${table(['number', 'decision', 'status', 'date'], rows)}`;
}

function part(file: string, text: string, name: string, pattern: RegExp): string {
  const found = pattern.exec(text)?.[1];
  if (found === undefined) throw new Error(`${FOLDER}/${file} has no ${name}: a line like ${pattern.source}`);
  return found;
}
