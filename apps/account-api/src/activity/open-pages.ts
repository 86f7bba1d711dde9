import type { AccountChange } from '#libs/event-stream';
import type { SessionFacts } from '#libs/revocation-index';

/** A page that listens, over server-sent events. */
export interface OpenPage {
  readonly facts: SessionFacts;
  send(text: string): void;
  end(): void;
}

export const HEARTBEAT_MS = 15_000;
/** One account's pages are asked for one after another: a thousand would make all accounts' pages wait. */
const MAX_PAGES_AN_ACCOUNT = 64;

/**
 * The account pages this instance holds open, told when something about their account changed.
 * Invariant: a page whose own browser session is over hears nothing more: each look asks the source first.
 */
export class OpenPages {
  readonly #bySub = new Map<string, Set<OpenPage>>();
  #closed = false;

  constructor(private readonly isOver: (facts: SessionFacts) => Promise<boolean>) {}

  /** Returns how to take it out again. */
  add(page: OpenPage): () => void {
    if (this.#closed) {
      page.end();
      return () => {};
    }
    const { sub } = page.facts;
    const pages = this.#bySub.get(sub) ?? new Set();
    const [oldest] = pages;
    if (oldest !== undefined && pages.size >= MAX_PAGES_AN_ACCOUNT) {
      pages.delete(oldest);
      oldest.end();
    }
    this.#bySub.set(sub, pages.add(page));
    page.send(': open\n\n');
    return () => {
      pages.delete(page);
      if (pages.size === 0 && this.#bySub.get(sub) === pages) this.#bySub.delete(sub);
    };
  }

  get size(): number {
    let size = 0;
    for (const pages of this.#bySub.values()) size += pages.size;
    return size;
  }

  /** Resolves with how many pages were told. */
  async tell({ sub, at, type, sid, revocationId, txn }: AccountChange): Promise<number> {
    const data = JSON.stringify({ at, type, sid, revocationId, txn });
    return this.#each(this.#bySub.get(sub) ?? [], `event: changed\ndata: ${data}\n\n`);
  }

  /** Keeps connections open through proxies, and closes those of sessions that are over. */
  async heartbeat(): Promise<void> {
    for (const pages of [...this.#bySub.values()]) await this.#each(pages, ': heartbeat\n\n');
  }

  /** Ends every page's stream, and from now on each that opens: the process is about to stop. */
  close(): void {
    this.#closed = true;
    for (const pages of this.#bySub.values()) for (const page of pages) page.end();
  }

  async #each(pages: Iterable<OpenPage>, text: string): Promise<number> {
    let told = 0;
    for (const page of [...pages]) {
      if (await this.isOver(page.facts)) {
        page.end();
      } else {
        page.send(text);
        told++;
      }
    }
    return told;
  }
}
