import { hkdfSync } from 'node:crypto';

const STEP_S = 60;
const AROUND = [-2, -1, 0, 1, 2];

/**
 * The nonces oidc-provider 9.13.3 hands out (RFC 9449 section 8), so that one nonce serves every endpoint of
 * every instance: they share the secret and compute, and store nothing. The server's clock alone decides;
 * a device that is 50 years off is none the worse.
 */
export class DpopNonces {
  /** The nonces that are good now and the one to hand out, computed once a step: each costs a key derivation. */
  #step = Number.NaN;
  #good: ReadonlyMap<string, number> = new Map();
  #next = '';

  constructor(
    private readonly secret: Buffer,
    private readonly now: () => number = Date.now,
  ) {}

  next(): string {
    this.#turn();
    return this.#next;
  }

  accepts(nonce: unknown): boolean {
    return this.stepOf(nonce) !== null;
  }

  /** Which step a nonce belongs to: it is good until step + 3 begins (`oldestStep`). Null when it is not good now. */
  stepOf(nonce: unknown): number | null {
    this.#turn();
    return typeof nonce === 'string' ? (this.#good.get(nonce) ?? null) : null;
  }

  /** The oldest step whose nonces are good now. */
  oldestStep(): number {
    this.#turn();
    return this.#step - 2;
  }

  #turn(): void {
    const step = Math.floor(this.now() / 1000 / STEP_S);
    if (step === this.#step) return;
    this.#step = step;
    this.#good = new Map(AROUND.map((offset) => [this.#at(step + offset), step + offset]));
    this.#next = this.#at(step + 1);
  }

  #at(step: number): string {
    const salt = Buffer.alloc(8);
    salt.writeBigUInt64BE(BigInt(step));
    return Buffer.from(hkdfSync('sha256', this.secret, salt, 'DPoP', 32)).toString('base64url');
  }
}
