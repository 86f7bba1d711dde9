import { fork, type ChildProcess } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { until } from '../account-api/until.js';

export type App = 'account-api' | 'push-gateway' | 'playback-api' | 'pages';

const READY_MS = 60_000;
/** As `npm start` and compose start it. */
const nodeOptionsOf = (app: App): readonly string[] =>
  app === 'push-gateway' ? ['--max-semi-space-size=4'] : [];
const STOP_MS = 45_000;
const TAIL_CHARS = 3_000;

/**
 * One app of a stack, as a process from `dist`, with a log that is kept until the next run. It may be started
 * again after its end, on the same ports. Ended by process id alone. It prints into a file and not to us: a test
 * that is busy must not hold up the app it watches.
 */
export class AppProcess {
  #child: ChildProcess | null = null;
  #exited: Promise<number | null> = Promise.resolve(null);
  #frozen = false;

  constructor(
    readonly app: App,
    readonly name: string,
    private readonly env: Readonly<Record<string, string>>,
    private readonly logFile: string,
    /** Such as `--cpu-prof`. */
    private readonly nodeOptions: readonly string[] = [],
    /** Where its `dist` is. */
    private readonly build = '.',
  ) {
    mkdirSync(dirname(logFile), { recursive: true });
    rmSync(logFile, { force: true });
  }

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
    const log = openSync(this.logFile, 'a');
    const before = this.#printed().length;
    const room = this.app === 'pages' ? 'simulators' : 'apps';
    const child = fork(`${this.build}/dist/${room}/${this.app}/src/main.js`, {
      env: { ...process.env, ...this.env },
      execArgv: [
        '--import',
        './test/support/stack/die-with-parent.mjs',
        ...nodeOptionsOf(this.app),
        ...this.nodeOptions,
      ],
      stdio: ['ignore', log, log, 'ipc'],
    });
    closeSync(log);
    this.#child = child;
    this.#frozen = false;
    this.#exited = new Promise((resolve) => {
      child.once('exit', (code) => {
        if (this.#child === child) this.#child = null;
        resolve(code);
      });
    });
    await this.#ready(child, before);
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
  }

  async #ready(child: ChildProcess, before: number): Promise<void> {
    const isReady = (): boolean => this.#printed().slice(before).includes('"msg":"ready"');
    try {
      await until(`${this.name} is ready`, () => isReady() || this.#child !== child, READY_MS);
      if (this.#child !== child) throw new Error(`${this.name} ended before it was ready`);
    } catch (error) {
      const tail = this.#printed().slice(-TAIL_CHARS);
      throw new Error(`${(error as Error).message}; its log, ${this.logFile}, ends:\n${tail}`, {
        cause: error,
      });
    }
  }

  #printed(): string {
    return readFileSync(this.logFile, 'utf8');
  }
}
