import { execFile } from 'node:child_process';
import { join, resolve } from 'node:path';

export interface Seeds {
  readonly from: number;
  readonly seeds: number;
  readonly cpuMs: number;
  readonly steps: number;
  readonly revocations: number;
  readonly served: number;
  readonly signedOut: number;
  readonly wrong: Readonly<Record<string, readonly string[]>>;
}

export interface Replayed {
  readonly seed: number;
  readonly digests: readonly [string, string];
  readonly wrong: readonly string[];
}

/**
 * Runs the simulation of a build in a process of its own, where time is virtual: jest needs the real one.
 * Resolves with its last line, and all it said.
 */
export function runSim<T>(
  args: readonly string[],
  build: string = resolve('.'),
): Promise<{ readonly answer: T; readonly said: string }> {
  const program = join(build, 'dist', 'test', 'simulation', 'main.js');
  return new Promise((found, failed) => {
    const options = { cwd: build, maxBuffer: 64 * 1024 * 1024 };
    execFile(process.execPath, [program, ...args], options, (error, stdout, stderr) => {
      const lines = stdout.trim().split('\n');
      try {
        found({ answer: JSON.parse(lines.at(-1) ?? '') as T, said: stdout });
      } catch {
        failed(new Error(`the simulation gave no answer: ${error?.message ?? ''}\n${stdout}\n${stderr}`));
      }
    });
  });
}
