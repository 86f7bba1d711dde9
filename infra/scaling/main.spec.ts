import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { scaling } from './main.js';
import { planFor, type Plan } from './plan.js';
import { aMeasured } from './testing/a-measured.js';

const folder = mkdtempSync(join(tmpdir(), 'signoff-scaling-'));
afterAll(() => rmSync(folder, { recursive: true }));

function fileOf(text: string): string {
  const file = join(folder, 'scaling.json');
  writeFileSync(file, text);
  return file;
}
const MEASURED = JSON.stringify(aMeasured());

function run(argv: readonly string[], text = MEASURED) {
  const [said, complained]: [string[], string[]] = [[], []];
  const code = scaling(
    ['--measured', fileOf(text), ...argv],
    (one) => said.push(one),
    (one) => complained.push(one),
  );
  return { code, said: said.join('\n'), complained: complained.join('\n') };
}

describe('npm run scaling', () => {
  it('prints what a fleet takes, and what breaks first', () => {
    const { code, said, complained } = run(['--devices', '300000000', '--connected-share', '0.5']);
    expect([code, complained]).toEqual([0, '']);
    const { gateways } = planFor({ devices: 300_000_000, connectedShare: 0.5 }, aMeasured());
    expect(said).toMatch(/300,000,000 devices\n-+\n/);
    expect(said).toMatch(new RegExp(`^gateways +${gateways.toLocaleString('en')}$`, 'm'));
    expect(said).toMatch(/^one gateway: places +45,000 +another gateway/m);
    expect(said).not.toContain('`');
  });

  it('plans for several fleets beside each other, and without one for three sizes', () => {
    expect(run(['--devices', '5', '--devices', '77']).said).toMatch(/5 devices +77 devices\n/);
    expect(run([]).said).toMatch(/1,000,000 devices +10,000,000 devices +300,000,000 devices\n/);
  });

  it('has every number for programs', () => {
    const { code, said } = run(['--devices', '10000000', '--json']);
    const { plans, breaksFirst, assumed } = JSON.parse(said) as Record<string, unknown[]>;
    expect([code, plans as Plan[]]).toEqual([0, [planFor({ devices: 10_000_000 }, aMeasured())]]);
    expect(breaksFirst).toContainEqual(expect.objectContaining({ devices: 45_000 }));
    expect(assumed).toMatchObject({ headroom: 0.5 });
  });

  it.each(['0', '-1', '1.5', 'many', '', '1e400'])('does not plan for %p devices', (devices) => {
    const { code, said, complained } = run([`--devices=${devices}`]);
    expect([code, said, complained]).toEqual([2, '', `--devices ${devices} is no whole number above 0.`]);
  });

  it('plans for cells of another size', () => {
    const argv = ['--devices', '10000000', '--devices-a-cell', '2000000'];
    expect(run(argv).said).toMatch(/^cells +5$/m);
    expect(run(['--devices-a-cell', '0'])).toMatchObject({
      code: 2,
      complained: '--devices-a-cell 0 is no whole number above 0.',
    });
  });

  it.each(['0', '1.01', 'half', ''])('knows no share of %p', (share) => {
    const { code, complained } = run([`--connected-share=${share}`]);
    expect([code, complained]).toEqual([2, `--connected-share ${share} is no number above 0 and at most 1.`]);
  });

  it.each([[['--device', '5']], [['300']], [['--devices']]])('says how it is used, asked %j', (argv) => {
    const { code, complained } = run(argv);
    expect([code, complained]).toEqual([2, expect.stringContaining('usage: npm run scaling')]);
    expect(run(['--help'])).toMatchObject({
      code: 0,
      said: expect.stringContaining('--connected-share') as string,
    });
  });

  it('says how to measure what is not measured yet', () => {
    const missing = join(folder, 'none.json');
    const complained: string[] = [];
    const code = scaling(['--measured', missing], fail, (text) => complained.push(text));
    expect([code, complained]).toEqual([
      2,
      [`There is no ${missing} yet. Measure it: npm run bench -- growth`],
    ]);
  });

  it.each([
    ['{"mach', 'is not what the bench writes'],
    ['7', 'is not what the bench writes'],
    ['null', 'is not what the bench writes'],
    ['{}', 'memoryKibAConnection must be a number above 0'],
    [JSON.stringify({ ...aMeasured(), refreshesPerS: 0 }), 'refreshesPerS must be a number above 0'],
    [JSON.stringify({ ...aMeasured(), eventBytes: '700' }), 'eventBytes must be a number above 0'],
    [JSON.stringify({ ...aMeasured(), bySize: undefined }), 'bySize is missing'],
  ])('makes no plan of %s', (text, sentence) => {
    const { code, said, complained } = run([], text);
    expect([code, said]).toEqual([2, '']);
    expect(complained).toContain(sentence);
    expect(complained).toContain('npm run bench -- growth');
  });

  it('says so when what was measured cannot be read', () => {
    const complained: string[] = [];
    expect(scaling(['--measured', folder], fail, (text) => complained.push(text))).toBe(2);
    expect(complained).toEqual([`${folder} cannot be read (EISDIR).`]);
  });
});

function fail(text: string): void {
  throw new Error(`said: ${text}`);
}
