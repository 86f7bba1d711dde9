import { hash, verify } from '@node-rs/argon2';

/** argon2id: the library's numeric enum is ambient, which isolated modules cannot read. */
const ARGON2ID = 2;

export interface PasswordCost {
  readonly memoryKib: number;
  readonly passes: number;
}

/**
 * Hashes and checks passwords with argon2id (RFC 9106). A check against no account costs what a real one
 * does, so the time of an answer tells nobody which emails have accounts.
 */
export class Passwords {
  readonly #options;
  readonly #decoy: Promise<string>;

  constructor({ memoryKib, passes }: PasswordCost) {
    this.#options = { algorithm: ARGON2ID, memoryCost: memoryKib, timeCost: passes, parallelism: 1 };
    this.#decoy = hash(crypto.randomUUID(), this.#options);
  }

  hash(password: string): Promise<string> {
    return hash(password, this.#options);
  }

  /** @param stored null when there is no such account */
  async matches(stored: string | null, password: string): Promise<boolean> {
    const right = await verify(stored ?? (await this.#decoy), password);
    return right && stored !== null;
  }
}
