import type { OperatorStream } from '../operators/operator-streams.js';
import type { ReadCampaign } from './read-campaign.js';
import type { CampaignStore } from './campaign-store.js';

/** Four times a second; what is asked for less often is told less often. */
export const TELL_EVERY_MS = 250;

interface Follower {
  readonly stream: OperatorStream;
  told: string;
  history: number;
}

/** Tells the pages that look at a campaign how it goes: `figures` as they change, `history` when it grows. */
export class FollowCampaigns {
  readonly #byId = new Map<string, Set<Follower>>();
  #timer: NodeJS.Timeout | undefined;
  #telling = false;

  constructor(
    private readonly reading: Pick<ReadCampaign, 'progress'>,
    private readonly store: Pick<CampaignStore, 'history'>,
    private readonly onError: (error: unknown) => void,
  ) {}

  follow(id: string, stream: OperatorStream): void {
    const follower: Follower = { stream, told: '', history: -1 };
    const followers = this.#byId.get(id) ?? new Set();
    this.#byId.set(id, followers.add(follower));
    stream.onClosed(() => {
      followers.delete(follower);
      if (followers.size === 0 && this.#byId.get(id) === followers) this.#byId.delete(id);
      if (this.#byId.size === 0) this.#rest();
    });
    this.#timer ??= setInterval(() => void this.#tell(), TELL_EVERY_MS).unref();
    void this.#tell();
  }

  stop(): void {
    this.#byId.clear();
    this.#rest();
  }

  #rest(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  async #tell(): Promise<void> {
    if (this.#telling) return;
    this.#telling = true;
    try {
      for (const [id, followers] of [...this.#byId]) await this.#one(id, followers);
    } catch (error) {
      this.onError(error);
    } finally {
      this.#telling = false;
    }
  }

  async #one(id: string, followers: ReadonlySet<Follower>): Promise<void> {
    const progress = await this.reading.progress(id);
    const text = JSON.stringify(progress);
    const history = await this.store.history(id);
    for (const follower of followers) {
      if (follower.told !== text) follower.stream.send('figures', progress);
      follower.told = text;
      // The first look was at the campaign itself.
      for (const entry of history.slice(follower.history === -1 ? history.length : follower.history))
        follower.stream.send('history', entry);
      follower.history = history.length;
    }
  }
}
