import { hkdfSync } from 'node:crypto';

const STEP_S = 60;

/**
 * The nonces oidc-provider 9.13.3 hands out (RFC 9449 section 8), so that one nonce serves every endpoint of
 * every instance: they share the secret and compute, and store nothing. The server's clock alone decides;
 * a device that is 50 years off is none the worse.
 */
export class DpopNonces {
  constructor(
    private readonly secret: Buffer,
    private readonly now: () => number = Date.now,
  ) {}

  next(): string {
    return this.#at(this.#step() + 1);
  }

  accepts(nonce: unknown): boolean {
    const step = this.#step();
    return typeof nonce === 'string' && [-2, -1, 0, 1, 2].some((offset) => this.#at(step + offset) === nonce);
  }

  #step(): number {
    return Math.floor(this.now() / 1000 / STEP_S);
  }

  #at(step: number): string {
    const salt = Buffer.alloc(8);
    salt.writeBigUInt64BE(BigInt(step));
    return Buffer.from(hkdfSync('sha256', this.secret, salt, 'DPoP', 32)).toString('base64url');
  }
}
