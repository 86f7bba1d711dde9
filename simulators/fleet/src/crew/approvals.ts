/** Approvals under way at one moment, as of many households, not a storm's; an address may be wrong ten times. */
const AT_ONCE = 8;
const TRIES = 3;

/** Types the codes of devices into their owners' pages, in the order they come. */
export class Approvals {
  readonly #codes: { readonly userCode: string; readonly device: number }[] = [];
  #underWay = 0;
  readonly failures: { readonly device: number; readonly why: string }[] = [];

  constructor(private readonly approve: (userCode: string, device: number) => Promise<void>) {}

  readonly take = (userCode: string, device: number): void => {
    this.#codes.push({ userCode, device });
    this.#next();
  };

  #next(): void {
    if (this.#underWay >= AT_ONCE) return;
    const code = this.#codes.shift();
    if (code === undefined) return;
    this.#underWay += 1;
    void this.#approve(code).finally(() => {
      this.#underWay -= 1;
      this.#next();
    });
  }

  async #approve({ userCode, device }: { userCode: string; device: number }): Promise<void> {
    for (let left = TRIES; left > 0; left--) {
      try {
        return await this.approve(userCode, device);
      } catch (error) {
        if (left === 1)
          this.failures.push({ device, why: `its code was not approved: ${(error as Error).message}` });
      }
    }
  }
}
