import type { OperatorStream } from '../operators/operator-streams.js';
import { isEmpty, TileStates } from './tile-states.js';
import type { Wall, WallStore } from './wall.js';

/** At most ten batches a second. */
const LOOK_EVERY_MS = 100;
/** Who is connected is asked for as a whole, so less often, and in a tenth of the time at most. */
const PRESENCE_EVERY_MS = 500;
const REST = 10;
/** A row says when it was written, and is seen when it is committed: so far is looked back, and twice is harmless. */
const OVERLAP_MS = 3_000;
/** What was blocked shortly before the tiles were read may concern them: they were read a moment before they ended. */
const BEFORE_MS = 60_000;

interface Shown {
  readonly states: TileStates;
  readonly streams: Set<OperatorStream>;
}

/**
 * Tells walls what became of their tiles, from the database alone: so it is true whichever instance a device, a
 * receipt or an operator came to. One look serves all walls of this instance, and there is none without a wall.
 */
export class FollowWalls {
  readonly #byWall = new Map<string, Shown>();
  #timer: NodeJS.Timeout | undefined;
  #looking = false;
  #since = 0;
  #presenceDue = 0;

  constructor(
    private readonly store: WallStore,
    private readonly onError: (error: unknown) => void,
  ) {}

  async follow(wall: Wall, stream: OperatorStream): Promise<void> {
    let isOpen = true;
    stream.onClosed(() => (isOpen = false));
    const shown = await this.#shown(wall);
    // The states as of the last look, then every change after it: no look comes in between.
    const at = await this.store.now();
    if (!isOpen) return;
    shown.streams.add(stream);
    this.#byWall.set(wall.id, shown);
    stream.onClosed(() => {
      shown.streams.delete(stream);
      if (shown.streams.size === 0 && this.#byWall.get(wall.id) === shown) this.#byWall.delete(wall.id);
      if (this.#byWall.size === 0) this.stop();
    });
    stream.send('batch', shown.states.whole(at));
    this.#timer ??= setInterval(() => this.#look(), LOOK_EVERY_MS).unref();
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  async #shown(wall: Wall): Promise<Shown> {
    const known = this.#byWall.get(wall.id);
    if (known !== undefined) return known;
    const states = new TileStates(wall);
    const now = await this.store.now();
    states.change(now, {
      present: await this.store.present(),
      blocked: await this.store.blockedSince(wall.madeAt - BEFORE_MS),
      confirmed: await this.store.confirmedOf(wall.sessions.map(({ sid }) => sid)),
    });
    // What happens from here on is found by the next look, of which `since` must not be later.
    this.#since = this.#byWall.size === 0 ? now : Math.min(this.#since, now);
    return this.#byWall.get(wall.id) ?? { states, streams: new Set() };
  }

  #look(): void {
    if (this.#looking) return;
    this.#looking = true;
    void this.#once()
      .catch(this.onError)
      .finally(() => (this.#looking = false));
  }

  async #once(): Promise<void> {
    const since = this.#since - OVERLAP_MS;
    const now = await this.store.now();
    const [blocked, confirmed] = [
      await this.store.blockedSince(since),
      await this.store.confirmedSince(since),
    ];
    const present = await this.#present();
    this.#since = now;
    for (const { states, streams } of this.#byWall.values()) {
      const batch = states.change(now, { present, blocked, confirmed });
      if (isEmpty(batch)) continue;
      for (const stream of streams) stream.send('batch', batch);
    }
  }

  async #present(): Promise<readonly string[] | null> {
    const asked = performance.now();
    if (asked < this.#presenceDue) return null;
    const present = await this.store.present();
    const now = performance.now();
    this.#presenceDue = asked + Math.max(PRESENCE_EVERY_MS, (now - asked) * REST);
    return present;
  }
}
