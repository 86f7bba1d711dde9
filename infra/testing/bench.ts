import { spawn } from 'node:child_process';
import type { Progress } from '../progress.js';
import { withThrowAwayServices } from './throw-away-services.js';

/** Runs one bench on services that wait for the disk. Resolves with its exit code. */
export const bench = (name: string, args: readonly string[], progress: Progress): Promise<number> =>
  withThrowAwayServices({ progress, waitForDisk: true }, (env, _folder, started) => {
    const child = spawn(process.execPath, [`dist/test/bench/${name}.js`, ...args], {
      stdio: 'inherit',
      env: { ...process.env, ...env },
    });
    const exited = new Promise<number>((resolve) => child.once('exit', (code) => resolve(code ?? 1)));
    started.add(`bench ${name}`, async () => {
      child.kill('SIGTERM');
      await exited;
    });
    return exited;
  });
