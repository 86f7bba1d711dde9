import type { Clock } from '../ports.js';

/** Design: no pong in this time means that the connection is dead, whatever TCP believes. */
const PONG_MS = 10_000;

/** Application pings, since a page cannot see WebSocket's. Pongs carry no number: they answer in order. */
export class Pings {
  #waiting: { resolve(): void; reject(error: Error): void }[] = [];
  #cancel: (() => void) | null = null;

  constructor(
    private readonly clock: Clock,
    private readonly send: () => void,
    private readonly silence: () => void,
  ) {}

  /** Resolves with the pong of this ping; rejects when the connection is given up first. */
  ping(): Promise<void> {
    const ponged = new Promise<void>((resolve, reject) => this.#waiting.push({ resolve, reject }));
    this.send();
    this.#cancel ??= this.clock.after(PONG_MS, this.silence);
    return ponged;
  }

  pong(): void {
    this.#cancel?.();
    this.#waiting.shift()?.resolve();
    this.#cancel = this.#waiting.length === 0 ? null : this.clock.after(PONG_MS, this.silence);
  }

  giveUp(): void {
    this.#cancel?.();
    this.#cancel = null;
    for (const { reject } of this.#waiting.splice(0)) reject(new Error('the connection is gone'));
  }
}
