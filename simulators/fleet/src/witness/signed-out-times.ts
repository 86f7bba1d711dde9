export interface TimesOf {
  readonly toldAt: number | null;
  readonly signedOutAt: number | null;
  readonly by: 'event' | 'grant' | 'self' | null;
  readonly storedAt: number | null;
  readonly via: 'socket' | 'https' | null;
}

const NONE: TimesOf = { toldAt: null, signedOutAt: null, by: null, storedAt: null, via: null };

/** When each session was told, over, and its receipt stored; the first of each counts. */
export class SignedOutTimes {
  readonly #of = new Map<string, TimesOf>();

  of(sid: string): TimesOf | undefined {
    return this.#of.get(sid);
  }

  told(sid: string, at: number): void {
    this.#note(sid, (times) => ({ toldAt: times.toldAt ?? at }));
  }

  signedOut(sid: string, at: number, by: 'event' | 'grant' | 'self'): void {
    this.#note(sid, (times) => (times.signedOutAt === null ? { signedOutAt: at, by } : {}));
  }

  stored(sid: string, at: number, via: 'socket' | 'https'): void {
    this.#note(sid, (times) => (times.storedAt === null ? { storedAt: at, via } : {}));
  }

  #note(sid: string, change: (times: TimesOf) => Partial<TimesOf>): void {
    const times = this.#of.get(sid) ?? NONE;
    this.#of.set(sid, { ...times, ...change(times) });
  }
}
