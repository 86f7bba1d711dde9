import type { DeviceEntry, History } from '#libs/audit';
import type { LogEntry } from '../messages.js';
import { monotonicMs } from '../monotonic.js';
import { Latencies } from './latencies.js';
import { SignedOutTimes, type TimesOf } from './signed-out-times.js';

export type SessionFacts = History['sessions'][number];

export interface Linked {
  readonly facts: SessionFacts;
  readonly device: number;
  readonly by: 'flow' | 'seed';
}

/** Whether a device is connected, over, or neither. */
export type Standing = 'online' | 'offline' | 'signed-out';

/**
 * Hears what happens on every device, and keeps it: for whoever waits, for the audit, and for the figures.
 * Units: `monotonicMs`.
 */
export class Witness {
  readonly sessions = new Map<string, Linked>();
  readonly entries: DeviceEntry[] = [];
  readonly refreshes = new Latencies('refresh', 'a refresh with its proof');
  readonly connects = new Latencies('connect', 'from dialling to ready');
  readonly times = new SignedOutTimes();
  /** How often a connection ended with each close code. */
  readonly closes = new Map<number, number>();
  readonly failures: { readonly device: number; readonly why: string }[] = [];
  onCode: (userCode: string, device: number) => void = () => undefined;
  #refreshed = 0;
  readonly #standing = new Map<string, Standing>();
  readonly #sidOf = new Map<number, string>();
  readonly #offlineAt = new Map<string, number>();
  readonly #counts = { online: 0, receipts: 0 };
  readonly #waiting = new Set<() => void>();

  get online(): number {
    return this.#counts.online;
  }

  get receipts(): number {
    return this.#counts.receipts;
  }

  get refreshed(): number {
    return this.#refreshed;
  }

  /** The session a device has, or had last. */
  sidOf(device: number): string | undefined {
    return this.#sidOf.get(device);
  }

  standing(sid: string): Standing {
    return this.#standing.get(sid) ?? 'offline';
  }

  readonly hear = (entries: readonly LogEntry[]): void => {
    for (const entry of entries) this.#hear(entry);
    for (const look of this.#waiting) look();
  };

  /** Resolves as soon as it is so, or once the time is over. */
  whenever(isSo: () => boolean, withinMs: number): Promise<'so' | 'late'> {
    if (isSo()) return Promise.resolve('so');
    return new Promise((resolve) => {
      const end = (how: 'so' | 'late'): void => {
        clearTimeout(timer);
        this.#waiting.delete(look);
        resolve(how);
      };
      const look = (): void => {
        if (isSo()) end('so');
      };
      const timer = setTimeout(() => end('late'), withinMs);
      this.#waiting.add(look);
    });
  }

  timesOf(sid: string): TimesOf | undefined {
    return this.times.of(sid);
  }

  #hear(entry: LogEntry): void {
    const { at } = entry;
    switch (entry.type) {
      case 'code':
        return this.onCode(entry.userCode, entry.device);
      case 'linked': {
        const { session, device, by } = entry;
        // A device that takes up its session again says so again.
        if (this.sessions.has(session.sid)) return;
        this.sessions.set(session.sid, { facts: session, device, by });
        this.#sidOf.set(device, session.sid);
        this.entries.push({ type: 'linked', at, sid: session.sid });
        return;
      }
      case 'online':
        this.connects.add(entry.connectMs);
        return this.#stand(entry.sid, 'online', at);
      case 'offline':
        return this.#stand(entry.sid, 'offline', at);
      case 'told':
        return this.times.told(entry.sid, at);
      case 'signed-out':
        return this.#signedOut(entry.sid, at, entry.by);
      case 'receipt-stored':
        this.#counts.receipts += 1;
        this.times.stored(entry.sid, at, entry.via);
        this.entries.push({ type: 'receipt-stored', at, sid: entry.sid });
        return;
      case 'event-refused':
        this.failures.push({ device: entry.device, why: `did not believe the event about ${entry.sid}` });
        return;
      case 'refreshed':
        this.#refreshed += 1;
        return this.refreshes.add(entry.ms);
      case 'closed':
        this.closes.set(entry.code, (this.closes.get(entry.code) ?? 0) + 1);
        return;
      case 'failed':
        this.failures.push({ device: entry.device, why: entry.why });
    }
  }

  #stand(sid: string, standing: 'online' | 'offline', at: number): void {
    const before = this.standing(sid);
    if (before === standing || before === 'signed-out') return;
    this.#standing.set(sid, standing);
    this.#counts.online += standing === 'online' ? 1 : -1;
    if (standing === 'offline') this.#offlineAt.set(sid, this.entries.length);
    this.entries.push({ type: standing, at, sid });
  }

  #signedOut(sid: string, at: number, by: 'event' | 'grant' | 'self'): void {
    // A device that was told hangs up first and wipes then; it is not out of reach for that.
    const hungUp = this.#offlineAt.get(sid);
    if (this.standing(sid) === 'offline' && hungUp !== undefined) this.#takeBack(hungUp, sid, at);
    if (this.standing(sid) === 'online') this.#counts.online -= 1;
    this.#standing.set(sid, 'signed-out');
    this.times.signedOut(sid, at, by);
    this.entries.push({ type: 'signed-out', at, sid, by });
  }

  #takeBack(index: number, sid: string, at: number): void {
    const entry = this.entries[index];
    if (entry?.type === 'offline' && entry.sid === sid && at - entry.at < HANG_UP_MS) {
      // It stays in its place: others know theirs by number.
      this.entries[index] = { type: 'online', at: entry.at, sid };
    }
  }
}

/** Between hanging up and the end of the wipe on a machine that is busy. */
const HANG_UP_MS = 2_000;

/** How long ago it was, for a person. */
export const sinceMs = (at: number): number => monotonicMs() - at;
