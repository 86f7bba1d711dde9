/**
 * How far one partition is applied: the last offset before which nothing is still being done. Records begin
 * in order and may end out of it.
 */
export class Applied {
  #last: bigint;
  #pending: { readonly offset: bigint; done: boolean }[] = [];
  #head = 0;

  /** @param next the offset of the first record to come; everything before it counts as applied */
  constructor(next: bigint) {
    this.#last = next - 1n;
  }

  /** -1 when there is none. */
  get last(): bigint {
    return this.#last;
  }

  /** A record that needs nothing done. */
  pass(offset: bigint): void {
    if (this.#head === this.#pending.length) this.#last = offset;
    else this.#pending.push({ offset, done: true });
  }

  /** A record that takes a while; the answer says when it is done. */
  begin(offset: bigint): () => void {
    const one = { offset, done: false };
    this.#pending.push(one);
    return () => {
      one.done = true;
      this.#advance();
    };
  }

  #advance(): void {
    for (;;) {
      const head = this.#pending[this.#head];
      if (head?.done !== true) break;
      this.#last = head.offset;
      this.#head++;
    }
    if (this.#head === this.#pending.length) {
      this.#pending = [];
      this.#head = 0;
    }
  }
}
