import type { Random } from './random.js';
import type { Scheduler } from './scheduler.js';

/** Epoch ms at which every history begins, by true clocks. */
export const EPOCH_MS = 1_800_000_000_000;

const A_TURN_MS = 0.02;
const MOST_TURN_MS = 8;

/** What the virtual parts of one history share. */
export interface Surroundings {
  readonly scheduler: Scheduler;
  /** Of the network, the disks and whatever else is between the parts. */
  readonly chance: Random;
  /** Whose step it is. */
  running: VirtualProcess | null;
  /** How likely a turn of an event loop takes milliseconds, since others have work in it. */
  busyTurns: number;
}

interface Parked {
  readonly isTimer: boolean;
  readonly run: () => void;
}

/**
 * One run of one process. Nothing enters it but by `step`; a crash drops all that was to come, a freeze holds it
 * back until the thaw. Its clocks are its own.
 */
export class VirtualProcess {
  readonly #bootedAt: number;
  readonly #monotonicFrom: number;
  #parked: Parked[] | null = null;
  #isDead = false;
  #wallOffMs = 0;
  #stepsToLive = Infinity;
  readonly #atDeath = new Set<() => void>();
  /** Called instead of the step before which it is to die. */
  onUnlucky: () => void = () => {};

  constructor(
    readonly name: string,
    private readonly around: Surroundings,
  ) {
    this.#bootedAt = around.scheduler.now;
    this.#monotonicFrom = around.chance.between(1_000, 1_000_000);
  }

  get isDead(): boolean {
    return this.#isDead;
  }

  get isFrozen(): boolean {
    return this.#parked !== null;
  }

  get isRunning(): boolean {
    return !this.#isDead && this.#parked === null;
  }

  /** Ms since the history began, which no clock here shows. */
  get trueNow(): number {
    return this.around.scheduler.now;
  }

  monotonicMs(): number {
    return this.#monotonicFrom + this.around.scheduler.now - this.#bootedAt;
  }

  wallMs(): number {
    return EPOCH_MS + this.around.scheduler.now + this.#wallOffMs;
  }

  /** Calls once after `ms`; the answer cancels. */
  after(ms: number, call: () => void): () => void {
    let isDue = true;
    // A timer of Node's is never early, and may be late.
    const late = this.around.chance.between(0, 1);
    this.#in(Math.max(0, ms) + late, true, () => {
      if (isDue) call();
    });
    return () => {
      isDue = false;
    };
  }

  /** The next turn of its event loop. */
  soon(call: () => void): () => void {
    let isDue = true;
    const ms = this.around.chance.chance(this.around.busyTurns)
      ? this.around.chance.between(0, MOST_TURN_MS)
      : this.around.chance.between(A_TURN_MS / 2, A_TURN_MS);
    this.#in(ms, false, () => {
      if (isDue) call();
    });
    return () => {
      isDue = false;
    };
  }

  /** Something reaches it from outside, after so long. */
  step(ms: number, call: () => void): void {
    this.#in(ms, false, call);
  }

  /** What has left it happens elsewhere, whatever becomes of it meanwhile. */
  leave(ms: number, call: () => void): void {
    const { scheduler } = this.around;
    scheduler.at(scheduler.now + ms, () => {
      scheduler.note('way');
      call();
    });
  }

  /** Puts something together in it, at once. What goes on from there must begin with a step. */
  within<T>(make: () => T): T {
    const before = this.around.running;
    this.around.running = this;
    try {
      return make();
    } finally {
      this.around.running = before;
    }
  }

  freeze(): void {
    this.#parked ??= [];
  }

  thaw(): void {
    const parked = this.#parked;
    this.#parked = null;
    if (parked === null || this.#isDead) return;
    // A process that wakes may look at its timers first, or at what lies in its sockets.
    const timersFirst = this.around.chance.chance(0.5);
    const inOrder = [
      ...parked.filter(({ isTimer }) => isTimer === timersFirst),
      ...parked.filter(({ isTimer }) => isTimer !== timersFirst),
    ];
    for (const { run, isTimer } of inOrder)
      this.around.scheduler.at(this.around.scheduler.now, () => this.#enter(isTimer, run));
  }

  /** Ends where it stands: what it had begun is not finished, and nobody in it is told. */
  die(): void {
    if (this.#isDead) return;
    this.#isDead = true;
    this.#parked = null;
    const calls = [...this.#atDeath];
    this.#atDeath.clear();
    for (const call of calls) call();
  }

  /** It dies before its step of that number from now: between any two awaited ones. */
  dieInSteps(count: number): void {
    this.#stepsToLive = count;
  }

  /** Whoever holds something for it hears of its end, as a kernel closes a dead process's sockets. The answer forgets. */
  atDeath(call: () => void): () => void {
    if (this.#isDead) call();
    else this.#atDeath.add(call);
    return () => this.#atDeath.delete(call);
  }

  /** The wall clock is set. */
  setWall(byMs: number): void {
    this.#wallOffMs += byMs;
  }

  #in(ms: number, isTimer: boolean, run: () => void): void {
    if (this.#isDead) return;
    this.around.scheduler.at(this.around.scheduler.now + ms, () => this.#enter(isTimer, run));
  }

  #enter(isTimer: boolean, run: () => void): void {
    if (this.#isDead) return;
    if (this.#parked !== null) {
      this.#parked.push({ isTimer, run });
      return;
    }
    if (--this.#stepsToLive < 0) return this.onUnlucky();
    this.around.running = this;
    this.around.scheduler.note(this.name);
    run();
  }
}
