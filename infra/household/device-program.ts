import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { CannotStart } from '../cannot-start.js';
import type { Started } from '../processes/started.js';
import type { Child } from '../processes/child.js';

export interface DeviceSpec {
  readonly kind: 'tv' | 'phone';
  readonly name: string;
  readonly dataDir: string;
}

/** What the program says, a line each; simulators/terminal/src/json-lines.ts writes them. */
export type DeviceLine =
  | { readonly event: 'enrolment-screen'; readonly because: string }
  | {
      readonly event: 'user-code';
      readonly userCode: string;
      readonly verificationUriComplete: string | null;
    }
  | { readonly event: 'linked'; readonly session: { readonly sid: string } }
  | { readonly event: 'signed-out'; readonly wiped: readonly string[] }
  | {
      readonly event: 'online' | 'offline' | 'stopped-playing' | 'receipt-stored' | 'event-refused' | 'pong';
    };

type LineOf<E extends DeviceLine['event']> = Extract<DeviceLine, { event: E }> & DeviceLine;

const WITHIN_MS = 30_000;

/** A television or a phone as a process of its own, which we hear and speak to. */
export class DeviceProgram {
  readonly #child: Child;
  readonly #listeners = new Set<(line: DeviceLine) => void>();

  constructor(
    readonly spec: DeviceSpec,
    started: Started,
    service: { readonly issuer: string; readonly caFile: string; readonly logsDir: string },
  ) {
    const { kind, name, dataDir } = spec;
    this.#child = started.start({
      name,
      command: process.execPath,
      args: [`dist/simulators/${kind}/src/main.js`, ...['--data-dir', dataDir, '--name', name, '--json']],
      env: { ...process.env, SIGNOFF_ISSUER: service.issuer, SIGNOFF_CA_FILE: service.caFile },
      logFile: join(service.logsDir, `${kind}.log`),
      talks: true,
    });
    createInterface({ input: this.#child.process.stdout! }).on('line', (text) => {
      const line = JSON.parse(text) as DeviceLine;
      for (const listener of [...this.#listeners]) listener(line);
    });
  }

  get name(): string {
    return this.spec.name;
  }

  say(word: 'link' | 'sign-out' | 'ping' | 'quit'): void {
    this.#child.process.stdin?.write(`${word}\n`);
  }

  /** Each line from now on. Returns what ends it. */
  hear(listener: (line: DeviceLine) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** Resolves with the next such line. Errors: CannotStart when the program ends, or says nothing of the kind. */
  next<E extends DeviceLine['event']>(event: E): Promise<LineOf<E>> {
    const next = new Promise<LineOf<E>>((resolve, reject) => {
      const settle = (act: () => void): void => {
        clearTimeout(timer);
        stopHearing();
        act();
      };
      const fail = (what: string) => (): void =>
        settle(() => reject(new CannotStart(`${this.name} ${what}; its log: ${this.#child.spec.logFile}`)));
      const timer = setTimeout(fail(`said no "${event}" within ${WITHIN_MS / 1000} s`), WITHIN_MS);
      const stopHearing = this.hear((line) => {
        if (line.event === event) settle(() => resolve(line as LineOf<E>));
      });
      void this.#child.exited.then(fail('ended'));
    });
    // Whoever waits hears of it; one that is waited for no more must not bring the process down.
    next.catch(() => undefined);
    return next;
  }
}
