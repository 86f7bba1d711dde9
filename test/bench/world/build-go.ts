import { execFile } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const built = new Map<string, Promise<string>>();

/** Builds a Go program of test/bench/peers, once a run; its modules come through Go's own proxy. Rejects with what is missing. */
export function buildGo(name: 'fleet' | 'centrifuge'): Promise<string> {
  let program = built.get(name);
  if (program === undefined) built.set(name, (program = build(name)));
  return program;
}

async function build(name: string): Promise<string> {
  const folder = resolve('.signoff/bench');
  mkdirSync(folder, { recursive: true });
  const program = resolve(folder, name);
  try {
    await run('go', ['build', '-o', program, '.'], { cwd: `test/bench/peers/${name}` });
  } catch (error) {
    const { code, stderr = '' } = error as { code?: unknown; stderr?: string };
    throw new Error(
      code === 'ENOENT'
        ? 'Go is not on the PATH; the fleet and centrifuge are built by it'
        : `go build of test/bench/peers/${name} failed: ${stderr}`,
      { cause: error },
    );
  }
  return program;
}
