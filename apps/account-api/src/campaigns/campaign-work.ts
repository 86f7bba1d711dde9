import type { Clock } from '../enforcement-points/clock.js';
import type { CountsMembers, FinishesStages, RevokesAccounts } from './campaign-steps.js';

const EVERY_MS = 1_000;
/** While somebody's transaction from before a cut-off is open. */
const ASK_AGAIN_MS = 100;
/** What looking costs is a small part of the time, however large a campaign is. */
const REST = 5;

/**
 * What goes on after an operator has decided, in every instance: accounts that a dead instance has left, counting,
 * and the end of stages. Each step is one that any instance may take, and takes once.
 */
export class CampaignWork {
  #stopped = false;
  #kicked = false;
  #cancel: (() => void) | null = null;
  #round: Promise<void> | null = null;

  constructor(
    private readonly accounts: Pick<RevokesAccounts, 'left'>,
    private readonly count: CountsMembers,
    private readonly finish: FinishesStages,
    private readonly clock: Clock,
    private readonly onError: (error: unknown) => void,
  ) {}

  /** Something was decided here just now: no need to wait for the next round. */
  kick(): void {
    this.#kicked = true;
    if (this.#round !== null) return;
    this.#cancel?.();
    this.start();
  }

  start(): void {
    if (this.#stopped || this.#round !== null) return;
    this.#round = this.#once()
      .catch((error: unknown) => {
        if (!this.#stopped) this.onError(error);
        return EVERY_MS;
      })
      .then((waitMs) => {
        this.#round = null;
        if (this.#stopped) return;
        this.#cancel = this.clock.after(this.#kicked ? 0 : waitMs, () => this.start());
      });
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#cancel?.();
    await this.#round;
  }

  async #once(): Promise<number> {
    this.#kicked = false;
    await this.accounts.left();
    let came: Awaited<ReturnType<CountsMembers['once']>> = 'more';
    while (came === 'more' && !this.#stopped) came = await this.count.once();
    const began = this.clock.now();
    await this.finish.all();
    return Math.max(came === 'waits' ? ASK_AGAIN_MS : EVERY_MS, (this.clock.now() - began) * REST);
  }
}
