import { spawn, type ChildProcess } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

/** One of the commands of package.json as a process, and what it said. */
export class StartProgram {
  readonly exited: Promise<number | null>;
  readonly #child: ChildProcess;
  #said = '';
  #heard: () => void = () => undefined;

  constructor(script: string, args: readonly string[], env: NodeJS.ProcessEnv) {
    // Not of npm's family here: the test itself may be run by npm, and is what it would look for.
    const { npm_lifecycle_event: _, ...inherited } = process.env;
    this.#child = spawn(process.execPath, [script, ...args], {
      env: { ...inherited, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const output of [this.#child.stdout, this.#child.stderr]) {
      output?.on('data', (data: Buffer) => {
        this.#said += data.toString();
        this.#heard();
      });
    }
    // When its output has been read to the end.
    this.exited = new Promise((resolve) => this.#child.once('close', resolve));
    void this.exited.then(() => this.#heard());
  }

  get pid(): number {
    return this.#child.pid as number;
  }

  get said(): string {
    return this.#said;
  }

  /** Resolves when it has said so. Fails with all it said when it ends first, or takes too long. */
  async says(pattern: RegExp, withinMs: number): Promise<void> {
    const deadline = Date.now() + withinMs;
    while (!pattern.test(this.#said)) {
      const left = deadline - Date.now();
      if (this.#child.exitCode !== null || this.#child.signalCode !== null || left <= 0)
        throw new Error(`it did not say ${pattern}, but:\n${this.#said}`);
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, left);
        this.#heard = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
  }

  kill(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  async end(): Promise<void> {
    this.kill('SIGTERM');
    await this.exited;
  }
}

/** Every process of this machine that was started for that data folder, by its environment. Linux. */
export function startedBy(dataDir: string): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .filter((pid) => {
      try {
        const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
        if (stat.slice(stat.lastIndexOf(')') + 2).startsWith('Z')) return false;
        return readFileSync(`/proc/${pid}/environ`, 'utf8')
          .split('\0')
          .includes(`SIGNOFF_DATA_DIR=${dataDir}`);
      } catch {
        return false; // It has ended, or is another user's.
      }
    })
    .map(Number);
}
