import type { Random } from '../virtual/random.js';
import type { VirtualProcess } from '../virtual/process.js';

export interface End {
  message(text: string): void;
  /** Once, whoever ended it; 1006 when it broke. */
  closed(code: number): void;
}

const NOTICED_MS = 40;

/**
 * A socket between two processes: each way in its order, nothing lost but its end, which each side may hear of late.
 */
export class Wire {
  readonly #sides: readonly [Side, Side];
  #isBroken = false;

  constructor(chance: Random, dialler: VirtualProcess, answerer: VirtualProcess) {
    this.#sides = [new Side(chance, dialler), new Side(chance, answerer)];
    dialler.atDeath(() => this.break('at once'));
    answerer.atDeath(() => this.break('at once'));
  }

  listen(side: 0 | 1, end: End): void {
    this.#sides[side].end = end;
  }

  /** From that side to the other. */
  send(side: 0 | 1, text: string): void {
    if (!this.#isBroken) this.#sides[side === 0 ? 1 : 0].arrive((end) => end.message(text));
  }

  /** That side hangs up; the other hears of it behind whatever was sent before. */
  close(side: 0 | 1, code: number): void {
    if (this.#isBroken) return;
    this.#sides[side].hangUp();
    this.#sides[side === 0 ? 1 : 0].arrive((end) => end.closed(code), true);
  }

  /** The network between them is gone. `late`: the side that answers does not hear of it by itself. */
  break(how: 'at once' | 'late'): void {
    if (this.#isBroken) return;
    this.#isBroken = true;
    this.#sides[0].breakOff(NOTICED_MS);
    if (how === 'at once') this.#sides[1].breakOff(NOTICED_MS);
  }
}

class Side {
  end: End | null = null;
  #busyUntil = 0;
  #isOver = false;

  constructor(
    private readonly chance: Random,
    private readonly process: VirtualProcess,
  ) {}

  arrive(tell: (end: End) => void, isLast = false): void {
    this.#tellIn(Math.max(this.#busyUntil, this.process.trueNow + this.chance.between(0.2, 4)), tell, isLast);
  }

  breakOff(withinMs: number): void {
    this.#tellIn(this.process.trueNow + this.chance.between(0, withinMs), (end) => end.closed(1006), true);
  }

  hangUp(): void {
    this.#isOver = true;
  }

  #tellIn(at: number, tell: (end: End) => void, isLast: boolean): void {
    this.#busyUntil = at;
    this.process.step(at - this.process.trueNow, () => {
      if (this.#isOver || this.end === null) return;
      if (isLast) this.#isOver = true;
      tell(this.end);
    });
  }
}
