import { spawn, type ChildProcess } from 'node:child_process';

const MAIN = 'dist/apps/account-api/src/main.js';

export interface Ready {
  readonly tls: number;
  readonly plain: number;
  readonly internal: number;
}

/** The account API as `node` runs it, from `dist`: `npm run build` first. */
export class ApiProcess {
  readonly lines: Readonly<Record<string, unknown>>[] = [];
  stderr = '';
  readonly exited: Promise<{ readonly code: number | null; readonly signal: NodeJS.Signals | null }>;
  readonly #child: ChildProcess;
  #heard: () => void = () => undefined;
  #over = false;

  constructor(env: Readonly<Record<string, string>>) {
    this.#child = spawn(process.execPath, [MAIN], {
      env: { PATH: process.env['PATH'] ?? '', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let text = '';
    this.#child.stdout!.on('data', (data: Buffer) => {
      text += data.toString('utf8');
      const whole = text.split('\n');
      text = whole.pop() ?? '';
      this.lines.push(...whole.map((line) => JSON.parse(line) as (typeof this.lines)[number]));
      this.#heard();
    });
    this.#child.stderr!.on('data', (data: Buffer) => (this.stderr += data.toString('utf8')));
    this.exited = new Promise((resolve) =>
      this.#child.once('close', (code, signal) => {
        this.#over = true;
        this.#heard();
        resolve({ code, signal });
      }),
    );
  }

  get pid(): number {
    return this.#child.pid!;
  }

  /** Resolves with the ready line. */
  async ready(): Promise<Ready> {
    return (await this.line((line) => line['msg'] === 'ready')) as unknown as Ready;
  }

  async line(wanted: (line: Readonly<Record<string, unknown>>) => boolean): Promise<object> {
    for (;;) {
      const found = this.lines.find(wanted);
      if (found !== undefined) return found;
      if (this.#over) throw new Error(`it ended before: ${this.stderr}`);
      await new Promise<void>((resolve) => (this.#heard = resolve));
    }
  }

  kill(signal: NodeJS.Signals = 'SIGKILL'): void {
    this.#child.kill(signal);
  }
}
