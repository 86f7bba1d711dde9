/** Chance from a seed (sfc32): the same numbers in the same order, on every machine. */
export class Random {
  #a: number;
  #b: number;
  #c: number;
  #d: number;

  /** @param stream tells apart the numbers of one history, so that one more drawn here moves none there */
  constructor(seed: number, stream: string) {
    let hash = 0x811c9dc5 ^ (seed >>> 0);
    for (const letter of `${stream}/${seed}`)
      hash = Math.imul(hash ^ letter.codePointAt(0)!, 0x01000193) >>> 0;
    [this.#a, this.#b, this.#c, this.#d] = [hash, seed >>> 0, 0x9e3779b9, 1];
    for (let n = 0; n < 15; n++) this.next();
  }

  /** Uniform in [0, 1). */
  next(): number {
    const sum = (((this.#a + this.#b) >>> 0) + this.#d) >>> 0;
    this.#d = (this.#d + 1) >>> 0;
    this.#a = (this.#b ^ (this.#b >>> 9)) >>> 0;
    this.#b = (this.#c + (this.#c << 3)) >>> 0;
    this.#c = (((this.#c << 21) | (this.#c >>> 11)) + sum) >>> 0;
    return sum / 0x1_0000_0000;
  }

  between(least: number, most: number): number {
    return least + this.next() * (most - least);
  }

  /** Whole, both ends included. */
  whole(least: number, most: number): number {
    return least + Math.floor(this.next() * (most - least + 1));
  }

  chance(probability: number): boolean {
    return this.next() < probability;
  }

  pick<T>(all: readonly T[]): T {
    return all[Math.floor(this.next() * all.length)]!;
  }

  bytes(count: number): Buffer {
    const bytes = Buffer.alloc(count);
    for (let n = 0; n < count; n++) bytes[n] = Math.floor(this.next() * 256);
    return bytes;
  }

  /** RFC 9562 version 4. */
  uuid(): `${string}-${string}-${string}-${string}-${string}` {
    const [a, b, c, d] = [this.#hex(), this.#hex(), this.#hex(), this.#hex()];
    return `${a}-${b.slice(0, 4)}-4${b.slice(5)}-8${c.slice(1, 4)}-${c.slice(4)}${d}`;
  }

  #hex(): string {
    return Math.floor(this.next() * 0x1_0000_0000)
      .toString(16)
      .padStart(8, '0');
  }
}
