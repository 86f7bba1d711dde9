import { Linter } from 'eslint';
import { fileURLToPath } from 'node:url';

const rulePath = fileURLToPath(new URL('../../infra/lint/disable-needs-a-reason.mjs', import.meta.url));

describe('a comment that turns a rule off', () => {
  let found: (code: string) => number;

  beforeAll(async () => {
    const { disableNeedsAReason: rule } = (await import(rulePath)) as { disableNeedsAReason: never };
    const config = [
      { plugins: { signoff: { rules: { reason: rule } } }, rules: { 'signoff/reason': 'error' as const } },
    ];
    found = (code) =>
      new Linter().verify(code, config).filter(({ ruleId }) => ruleId === 'signoff/reason').length;
  });

  it.each([
    '// eslint-disable-next-line no-console',
    '/* eslint-disable no-console */',
    'f(); // eslint-disable-line no-console -- ',
    '// eslint-disable-next-line -- because',
    '// @ts-expect-error',
  ])('is refused without a reason, or without a rule: %s', (code) => {
    expect(found(`${code}\nf();`)).toBe(1);
  });

  it.each([
    '// eslint-disable-next-line no-console -- the terminal is where it speaks',
    '// @ts-expect-error: the type forgets null',
    '// about eslint-disable, in prose',
  ])('is taken with both: %s', (code) => {
    expect(found(`${code}\nf();`)).toBe(0);
  });
});
