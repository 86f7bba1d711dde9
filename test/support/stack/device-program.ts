import { spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';

type Line = Readonly<Record<string, unknown>> & { readonly event: string };

const GIVE_UP_MS = 15_000;

/** A tv or phone program in `--json`, from `dist`: `npm run build` first. */
export class DeviceProgram {
  readonly lines: Line[] = [];
  readonly #child: ChildProcess;
  readonly #exited: Promise<number | null>;
  #heard: () => void = () => undefined;
  #stderr = '';

  constructor(
    kind: 'tv' | 'phone',
    dataDir: string,
    service: { issuer: string; caFile: string },
    args: string[] = [],
  ) {
    this.#child = spawn(
      process.execPath,
      [`dist/simulators/${kind}/src/main.js`, '--data-dir', dataDir, '--json', ...args],
      { env: { ...process.env, SIGNOFF_ISSUER: service.issuer, SIGNOFF_CA_FILE: service.caFile } },
    );
    this.#exited = new Promise((resolve) => this.#child.once('exit', resolve));
    this.#child.stderr?.on('data', (data: Buffer) => (this.#stderr += data.toString()));
    if (this.#child.stdout) {
      createInterface({ input: this.#child.stdout }).on('line', (line) => {
        this.lines.push(JSON.parse(line) as Line);
        this.#heard();
      });
    }
  }

  say(line: string): void {
    this.#child.stdin?.write(`${line}\n`);
  }

  /** The next line of this event that was not waited for yet. */
  async hears(event: string): Promise<Line> {
    const deadline = Date.now() + GIVE_UP_MS;
    for (;;) {
      const index = this.lines.findIndex((line) => line.event === event);
      if (index !== -1) return this.lines.splice(0, index + 1)[index] as Line;
      const left = deadline - Date.now();
      if (left <= 0) throw new Error(`no ${event}; heard ${JSON.stringify(this.lines)} ${this.#stderr}`);
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, left);
        this.#heard = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
  }

  get exited(): Promise<number | null> {
    return this.#exited;
  }

  get complaint(): string {
    return this.#stderr;
  }

  kill(signal: 'SIGKILL' | 'SIGTERM'): Promise<number | null> {
    this.#child.kill(signal);
    return this.#exited;
  }
}
