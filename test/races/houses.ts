/** An account may sign everything out so many times in ten minutes; and its password is to be a recent one. */
const RACES_A_HOUSE = 100;

/** Accounts for races that end all of an account: one race at a time in each, and not too many. */
export class Houses<House> {
  readonly #free: { readonly house: House; raced: number }[] = [];

  constructor(private readonly build: () => Promise<House>) {}

  async inOne<T>(race: (house: House) => Promise<T>): Promise<T> {
    const own = this.#free.pop() ?? { house: await this.build(), raced: 0 };
    const result = await race(own.house);
    if (++own.raced < RACES_A_HOUSE) this.#free.push(own);
    return result;
  }
}
