import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, renameSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { CannotStart } from '../cannot-start.js';
import { Interrupted } from './interrupted.js';

export interface ChildSpec {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly env?: NodeJS.ProcessEnv;
  /** Who it runs as, where that is not this user. */
  readonly uid?: number;
  readonly gid?: number;
  /** Takes what it prints. The last run's is kept beside it as `.before`. */
  readonly logFile: string;
  /** Its stdin and stdout are for us; only stderr goes to the log. */
  readonly talks?: boolean;
  readonly stopSignal?: NodeJS.Signals;
}

export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** It never ran. */
  readonly error?: NodeJS.ErrnoException;
}

const LOOK_EVERY_MS = 15;
const STOP_WITHIN_MS = 15_000;
const TAIL_LINES = 8;

/**
 * A process of ours in a group of its own, so that Ctrl-C in the terminal reaches us alone and we stop them in
 * order. It prints into a file and not to us: it must not die of a broken pipe when we do.
 */
export class Child {
  readonly exited: Promise<Exit>;
  readonly stopSignal: NodeJS.Signals;
  readonly process: ChildProcess;
  #exit: Exit | null = null;
  #stopping: Promise<Exit> | null = null;
  #isUp: boolean;

  constructor(readonly spec: ChildSpec) {
    const { command, args, env, uid, gid, logFile, talks = false } = spec;
    this.#isUp = talks;
    this.stopSignal = spec.stopSignal ?? 'SIGTERM';
    mkdirSync(dirname(logFile), { recursive: true });
    if (existsSync(logFile)) renameSync(logFile, `${logFile}.before`);
    const log = openSync(logFile, 'a', 0o600);
    this.process = spawn(command, [...args], {
      detached: true,
      env: env ?? process.env,
      stdio: talks ? ['pipe', 'pipe', log] : ['ignore', log, log],
      ...(uid === undefined ? {} : { uid }),
      ...(gid === undefined ? {} : { gid }),
    });
    closeSync(log);
    this.exited = new Promise((resolve) => {
      const ended = (exit: Exit): void => resolve((this.#exit ??= exit));
      this.process.once('error', (error) => ended({ code: null, signal: null, error }));
      this.process.once('exit', (code, signal) => ended({ code, signal }));
    });
    // What it is told may come after it has ended; `exited` says so.
    this.process.stdin?.on('error', () => undefined);
  }

  get pid(): number | undefined {
    return this.process.pid;
  }

  get exit(): Exit | null {
    return this.#exit;
  }

  /** It has been ready. An end before that is told to whoever waits for it to be. */
  get isUp(): boolean {
    return this.#isUp;
  }

  get isStopping(): boolean {
    return this.#stopping !== null;
  }

  /** Resolves with the line it printed that matches. Errors: CannotStart with the end of its log. */
  async prints(pattern: RegExp, withinMs: number): Promise<string> {
    const deadline = performance.now() + withinMs;
    for (;;) {
      const exit = this.#exit;
      const line = this.log.split('\n').find((one) => pattern.test(one));
      if (line !== undefined) {
        this.#isUp = true;
        return line;
      }
      if (this.isStopping) throw new Interrupted();
      if (exit !== null) throw new CannotStart(`${this.spec.name} ended before it was ready.${this.#why()}`);
      if (performance.now() > deadline)
        throw new CannotStart(
          `${this.spec.name} was not ready within ${Math.round(withinMs / 1000)} s.${this.#why()}`,
        );
      await delay(LOOK_EVERY_MS);
    }
  }

  /** What it printed in this run. */
  get log(): string {
    return readFileSync(this.spec.logFile, 'utf8');
  }

  /** For a task: resolves when it ended well. Errors: CannotStart with the end of its log. */
  async done(): Promise<void> {
    const { code, error } = await this.exited;
    if (error !== undefined) throw error;
    if (code !== 0) throw new CannotStart(`${this.spec.name} failed.${this.#why()}`);
  }

  /** A repeat waits for the same end. */
  stop(): Promise<Exit> {
    return (this.#stopping ??= this.#end());
  }

  /** The last lines of its log, and where the rest is. */
  #why(): string {
    const lines = this.log.trimEnd().split('\n').slice(-TAIL_LINES);
    return `\nIts log, ${this.spec.logFile}, ends so:\n${lines.map((line) => `    ${line.slice(0, 400)}`).join('\n')}`;
  }

  async #end(): Promise<Exit> {
    if (this.#exit !== null) return this.#exit;
    this.process.kill(this.stopSignal);
    this.process.kill('SIGCONT');
    const patience = new AbortController();
    const late = delay(STOP_WITHIN_MS, 'late' as const, { signal: patience.signal }).catch(() => null);
    if ((await Promise.race([this.exited, late])) === 'late') this.#killGroup();
    patience.abort();
    return this.exited;
  }

  #killGroup(): void {
    try {
      process.kill(-(this.pid as number), 'SIGKILL');
    } catch {
      // It ended in between.
    }
  }
}
