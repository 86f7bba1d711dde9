import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** The last line of what it said in vain, as people are told. */
export class DockerSaidNo extends Error {
  override readonly name = 'DockerSaidNo';
}

/** Runs the docker client. Errors: DockerSaidNo. */
export async function docker(
  args: readonly string[],
  options: { readonly withinMs: number; readonly env?: NodeJS.ProcessEnv },
): Promise<string> {
  try {
    const { stdout } = await promisify(execFile)('docker', [...args], {
      timeout: options.withinMs,
      env: { ...process.env, ...options.env },
    });
    return stdout.trim();
  } catch (error) {
    const {
      code,
      stderr = '',
      killed,
    } = error as NodeJS.ErrnoException & { stderr?: string; killed?: boolean };
    if (String(code) === 'ENOENT') throw new DockerSaidNo('there is no docker client');
    if (killed) throw new DockerSaidNo(`no answer within ${options.withinMs / 1000} s`);
    throw new DockerSaidNo(stderr.trim().split('\n').at(-1) || `docker ${args[0]} failed`);
  }
}

const ANSWERS_WITHIN_MS = 3_000;

/** Null when an engine answers, else why none does. A client alone is no engine. */
export async function whyNoEngine(): Promise<string | null> {
  try {
    await docker(['version', '--format', '{{.Server.Version}}'], { withinMs: ANSWERS_WITHIN_MS });
    return null;
  } catch (error) {
    return (error as Error).message;
  }
}
