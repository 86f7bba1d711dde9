import type { WriteStream } from 'node:tty';

const WIDTH = 28;
const REDRAWN_EVERY_MS = 100;
/** Where lines stay: a line for each such share. */
const STEP = 0.25;

/** What a person at the terminal sees of a phase. */
export interface Phase {
  /** @param more what else is worth knowing now */
  at(done: number, more?: string): void;
  end(more?: string): void;
}

/** Says lines, and draws a bar for the phase that is under way: in place in a terminal, else a line for each quarter. */
export class Progress {
  #drawnAt = 0;
  #line = '';

  constructor(private readonly output: Pick<WriteStream, 'write'> & { readonly isTTY?: boolean }) {}

  say(line: string): void {
    this.#clear();
    this.output.write(`${line}\n`);
  }

  phase(name: string, total: number): Phase {
    const from = performance.now();
    let said = 0;
    let last = 0;
    const draw = (done: number, more: string, isEnd: boolean): void => {
      last = done;
      const share = total === 0 ? 1 : Math.min(1, done / total);
      const seconds = ((performance.now() - from) / 1_000).toFixed(1);
      const count = `${done.toLocaleString('en')} of ${total.toLocaleString('en')}`;
      const line = `  ${name.padEnd(22)} ${bar(share)} ${count}  ${seconds} s${more === '' ? '' : `  ${more}`}`;
      if (this.output.isTTY !== true) {
        const isSaid = isEnd ? said === 1 && more === '' : share < said + STEP;
        if (isSaid) return;
        said = share;
        this.output.write(`${line}\n`);
        return;
      }
      const now = performance.now();
      if (!isEnd && now - this.#drawnAt < REDRAWN_EVERY_MS) return;
      this.#drawnAt = now;
      this.#clear();
      this.output.write(isEnd ? `${line}\n` : line);
      this.#line = isEnd ? '' : line;
    };
    return {
      at: (done, more = '') => draw(done, more, false),
      end: (more = '') => draw(last, more, true),
    };
  }

  #clear(): void {
    if (this.#line === '') return;
    this.output.write('\r\u001b[2K');
    this.#line = '';
  }
}

function bar(share: number): string {
  const full = Math.round(share * WIDTH);
  return `${'█'.repeat(full)}${'░'.repeat(WIDTH - full)}`;
}
