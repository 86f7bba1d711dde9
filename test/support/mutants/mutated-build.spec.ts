import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { mutatedBuild, type Mutation } from './mutated-build.js';

const GONE = 'libs/push-protocol/src/gone.ts';
const SUBPROTOCOL: Mutation = {
  file: 'libs/push-protocol/src/frames.ts',
  find: "'signoff.v1'",
  replace: "'signoff.mutant'",
};
const ASK = "import { SUBPROTOCOL } from '#libs/push-protocol'; console.log(SUBPROTOCOL)";

describe('a build with a planted fault', () => {
  it('runs the changed source, and leaves the build as it was', () => {
    const compiled = SUBPROTOCOL.file.replace(/\.ts$/, '.js');
    const before = readFileSync(join('dist', compiled), 'utf8');
    const build = mutatedBuild([SUBPROTOCOL]);
    try {
      expect(answerIn(build.folder)).toBe('signoff.mutant');
      expect(answerIn('.')).toBe('signoff.v1');
      expect(readFileSync(join('dist', compiled), 'utf8')).toBe(before);
    } finally {
      build.remove();
    }
    expect(existsSync(build.folder)).toBe(false);
  });

  it('takes several changes of one file', () => {
    const again = { ...SUBPROTOCOL, find: "'signoff.mutant'", replace: "'signoff.second'" };
    const build = mutatedBuild([SUBPROTOCOL, again]);
    try {
      expect(answerIn(build.folder)).toBe('signoff.second');
    } finally {
      build.remove();
    }
  });

  it('is not made where the source has moved on', () => {
    expect(() => mutatedBuild([{ ...SUBPROTOCOL, find: 'not in there' }])).toThrow('fits 0 times in');
    expect(() => mutatedBuild([{ ...SUBPROTOCOL, find: 'export' }])).toThrow(/fits [2-9]\d* times in/);
    expect(() => mutatedBuild([{ ...SUBPROTOCOL, file: GONE }])).toThrow('ENOENT');
  });

  it('is not made of what does not compile', () => {
    expect(() => mutatedBuild([{ ...SUBPROTOCOL, replace: '(' }])).toThrow();
  });
});

function answerIn(folder: string): string {
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', ASK], { cwd: folder });
  return stdout.toString().trim() || stderr.toString();
}
