import type { Finding } from './finding.js';

const MARKS = { ok: 'ok     ', warning: 'warning', wrong: 'WRONG  ' } as const;

/** A line each, and under what is amiss what to do; then the sum. */
export function print(findings: readonly Finding[], say: (line: string) => void): void {
  for (const { level, says, todo } of findings) {
    say(`${MARKS[level]}  ${says}`);
    if (todo !== null) say(`         → ${todo}`);
  }
  const count = (level: Finding['level']): number => findings.filter((one) => one.level === level).length;
  say('');
  const [wrong, warnings] = [count('wrong'), count('warning')];
  if (wrong + warnings === 0) say('All is well.');
  else say(`${wrong} wrong, ${warnings} to look at, ${count('ok')} well.`);
}
