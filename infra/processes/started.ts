import type { Progress } from '../progress.js';
import { Child, type ChildSpec } from './child.js';
import { Interrupted } from './interrupted.js';
import { Ledger } from './ledger.js';

const SILENT: Progress = { say: () => undefined, during: (_, work) => work };

interface Part {
  readonly name: string;
  readonly stop: () => Promise<unknown>;
}

/** What this run started, in order, and stops in the reverse order, each once. */
export class Started {
  /** The first process that ended though nobody asked it to. */
  readonly died: Promise<Child>;
  readonly #ledger: Ledger;
  readonly #parts: Part[] = [];
  #stopping: Promise<void> | null = null;
  #noteDeath!: (child: Child) => void;

  constructor(ledgerFile: string) {
    this.#ledger = new Ledger(ledgerFile);
    this.died = new Promise((resolve) => (this.#noteDeath = resolve));
  }

  get isStopping(): boolean {
    return this.#stopping !== null;
  }

  /** A process that is to run until we stop it. */
  start(spec: ChildSpec): Child {
    const child = this.#spawn(spec);
    void child.exited.then(() => {
      if (child.isUp && !child.isStopping) this.#noteDeath(child);
    });
    return child;
  }

  /** A process that does one thing and ends. */
  async run(spec: ChildSpec): Promise<void> {
    await this.#spawn(spec).done();
    if (this.isStopping) throw new Interrupted();
  }

  /** Something else to undo at the end. */
  add(name: string, stop: () => Promise<unknown>): void {
    this.#parts.push({ name, stop });
  }

  /** Stops everything. What fails is said, and the rest goes on. */
  stop(progress: Progress = SILENT): Promise<void> {
    return (this.#stopping ??= this.#stopAll(progress));
  }

  #spawn(spec: ChildSpec): Child {
    if (this.isStopping) throw new Interrupted();
    const child = new Child(spec);
    const { pid } = child;
    if (pid === undefined) return child;
    const part = { name: spec.name, stop: () => child.stop() };
    // First, so that it is stopped even where it cannot be written down.
    this.#parts.push(part);
    this.#ledger.add(spec.name, pid, child.stopSignal);
    void child.exited.then(() => {
      this.#ledger.remove(pid);
      const index = this.#parts.indexOf(part);
      if (index !== -1) this.#parts.splice(index, 1);
    });
    return child;
  }

  async #stopAll({ say, during }: Progress): Promise<void> {
    for (let part = this.#parts.at(-1); part !== undefined; part = this.#parts.at(-1)) {
      try {
        await during(`${part.name} is stopping`, part.stop());
      } catch (error) {
        say(`  ${part.name} could not be stopped: ${(error as Error).message}`);
      }
      const index = this.#parts.indexOf(part);
      if (index !== -1) this.#parts.splice(index, 1);
    }
  }
}
