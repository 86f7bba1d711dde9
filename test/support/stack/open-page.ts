import type { IncomingMessage } from 'node:http';
import { createInterface } from 'node:readline';

export interface Change {
  readonly at: number;
  readonly type: string;
  readonly sid?: string;
  readonly revocationId?: string;
}

const GIVE_UP_MS = 15_000;

/** A page that hears of changes by server-sent events. */
export class OpenPage {
  readonly changes: Change[] = [];
  /** Resolves when the server has closed it. */
  readonly closed: Promise<void>;
  #heard: () => void = () => undefined;

  constructor(private readonly incoming: IncomingMessage) {
    incoming.on('error', () => undefined); // A close follows.
    this.closed = new Promise((resolve) => incoming.once('close', resolve));
    createInterface({ input: incoming }).on('line', (line) => {
      if (!line.startsWith('data: ')) return;
      this.changes.push(JSON.parse(line.slice(6)) as Change);
      this.#heard();
    });
  }

  /** Resolves with the first change that is so; one that came before counts. */
  async hears(what: string, is: (change: Change) => boolean): Promise<Change> {
    const deadline = performance.now() + GIVE_UP_MS;
    for (;;) {
      const change = this.changes.find(is);
      if (change !== undefined) return change;
      const left = deadline - performance.now();
      if (left <= 0) throw new Error(`the page never heard ${what}; heard ${JSON.stringify(this.changes)}`);
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, left);
        this.#heard = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
  }

  close(): void {
    this.incoming.destroy();
  }
}
