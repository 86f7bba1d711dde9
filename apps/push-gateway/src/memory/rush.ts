/** Fewer leave too little behind. */
const A_RUSH = 1_000;
/** Of those that are here. */
const RUSH_SHARE = 0.1;
const LULL_SHARE = 0.01;
/** Whoever was sent away at first comes back within a second or so, and is of the same rush. */
const LULL_LOOKS = 4;
/**
 * Of the event loop’s time: what is under way would wait, and where processors are shared it all takes longer. By
 * arithmetic the pings of 50,000 devices come to a twentieth; the first receipts of a campaign came to a third of a look.
 */
const BUSY = 0.2;

/** The gateway as one look finds it. */
export interface Sight {
  /** Connections registered since the start, gone or not. */
  readonly arrived: number;
  readonly registered: number;
  /** A frame to many is being written. */
  readonly isTelling: boolean;
  /** Of the event loop since the look before, 0 to 1. */
  readonly utilisation: number;
}

/**
 * Says when a rush of devices is over for good: several looks in a row find next to nobody new, nobody being told, and
 * time to spare. A trickle is no rush, however long it lasts.
 */
export class Rush {
  #seen = 0;
  #arrived = 0;
  #calmLooks = 0;

  /** True once a rush, at the look that ends its lull. */
  isOver({ arrived, registered, isTelling, utilisation }: Sight): boolean {
    const since = arrived - this.#seen;
    this.#seen = arrived;
    const isRushing = since > registered * LULL_SHARE;
    if (isRushing) this.#arrived += since;
    this.#calmLooks = isRushing || isTelling || utilisation > BUSY ? 0 : this.#calmLooks + 1;
    if (this.#calmLooks < LULL_LOOKS) return false;
    const wasRush = this.#arrived >= Math.max(A_RUSH, registered * RUSH_SHARE);
    this.#arrived = 0;
    return wasRush;
  }
}
