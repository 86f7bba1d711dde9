import { fork, type ChildProcess } from 'node:child_process';
import { createWriteStream, mkdirSync, readFileSync, type WriteStream } from 'node:fs';
import { dirname } from 'node:path';

export type App = 'account-api' | 'push-gateway' | 'playback-api';

const READY_MS = 60_000;
const STOP_MS = 45_000;
const TAIL_CHARS = 3_000;

/**
 * One app of a stack, as a process from `dist`, with a log that is kept until the next run. It may be started
 * again after its end, on the same ports. Ended by process id alone.
 */
export class AppProcess {
  #child: ChildProcess | null = null;
  #exited: Promise<number | null> = Promise.resolve(null);
  #frozen = false;
  #log: WriteStream | null = null;

  constructor(
    readonly app: App,
    readonly name: string,
    private readonly env: Readonly<Record<string, string>>,
    private readonly logFile: string,
    /** Such as `--cpu-prof`. */
    private readonly nodeOptions: readonly string[] = [],
  ) {}

  get pid(): number {
    if (this.#child?.pid === undefined) throw new Error(`${this.name} does not run`);
    return this.#child.pid;
  }

  get runs(): boolean {
    return this.#child !== null;
  }

  /** Resolves once it has said that it is ready. */
  async start(): Promise<this> {
    if (this.#child !== null) throw new Error(`${this.name} runs already`);
    mkdirSync(dirname(this.logFile), { recursive: true });
    const log = (this.#log ??= createWriteStream(this.logFile));
    const child = fork(`dist/apps/${this.app}/src/main.js`, {
      env: { ...process.env, ...this.env },
      execArgv: ['--import', './test/support/stack/die-with-parent.mjs', ...this.nodeOptions],
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    this.#child = child;
    this.#frozen = false;
    this.#exited = new Promise((resolve) => {
      child.once('exit', (code) => {
        if (this.#child === child) this.#child = null;
        resolve(code);
      });
    });
    child.stdout?.on('data', (data: Buffer) => log.write(data));
    child.stderr?.on('data', (data: Buffer) => log.write(data));
    await this.#ready(child);
    return this;
  }

  /** No power any more. */
  async kill(): Promise<void> {
    this.#child?.kill('SIGKILL');
    await this.#exited;
  }

  /** Asks it to stop, and waits until it has. Its exit code. */
  async stop(): Promise<number | null> {
    this.#child?.kill('SIGTERM');
    if (this.#frozen) this.resume();
    const exited = this.#exited;
    const timer = setTimeout(() => this.#child?.kill('SIGKILL'), STOP_MS);
    return exited.finally(() => clearTimeout(timer));
  }

  /** As a virtual machine that is moved, or a host that swaps: it notices nothing. */
  freeze(): void {
    process.kill(this.pid, 'SIGSTOP');
    this.#frozen = true;
  }

  resume(): void {
    process.kill(this.pid, 'SIGCONT');
    this.#frozen = false;
  }

  async close(): Promise<void> {
    if (this.#frozen) await this.kill();
    await this.stop();
    const log = this.#log;
    this.#log = null;
    if (log !== null) await new Promise((resolve) => log.end(resolve));
  }

  #ready(child: ChildProcess): Promise<void> {
    return new Promise((resolve, reject) => {
      const fail = (why: string): void => {
        clearTimeout(timer);
        reject(new Error(`${this.name} ${why}; its log, ${this.logFile}, ends:\n${this.#tail()}`));
      };
      const timer = setTimeout(() => fail('was not ready in time'), READY_MS);
      child.once('exit', (code, signal) => fail(`ended with ${code ?? signal} before it was ready`));
      let text = '';
      child.stdout?.on('data', (data: Buffer) => {
        text += data.toString();
        if (!text.includes('"msg":"ready"')) return void (text = text.slice(-100));
        clearTimeout(timer);
        resolve();
      });
    });
  }

  #tail(): string {
    return readFileSync(this.logFile, 'utf8').slice(-TAIL_CHARS);
  }
}
