import { randomBytes } from 'node:crypto';

const BYTES = 16;
const POOL_BYTES = BYTES * 512;

/** 128 random bits a connection, cut from one pool: a call for each would cost more than the handshake's own frame. */
export class Nonces {
  #pool = Buffer.alloc(0);
  #at = 0;

  next(): string {
    if (this.#at >= this.#pool.length) {
      this.#pool = randomBytes(POOL_BYTES);
      this.#at = 0;
    }
    this.#at += BYTES;
    return this.#pool.toString('base64url', this.#at - BYTES, this.#at);
  }
}
