import type { DeviceEntry, PointEntry, RevokedEntry, ShownEntry, ListedEntry } from '#libs/audit';
import type { Logger } from '#libs/service-runtime';
import type { Scheduler } from '../virtual/scheduler.js';

type AnyLogger = Pick<Logger, 'debug' | 'info' | 'warn' | 'error'>;

/** All that was answered, served and received, and the sentences of `--verbose`. */
export class Story {
  readonly answers: (RevokedEntry | ShownEntry | ListedEntry)[] = [];
  readonly points: PointEntry[] = [];
  readonly devices: DeviceEntry[] = [];
  /** Tokens that were made, and when judging their sessions began. */
  readonly tokens: { readonly sid: string; readonly at: number }[] = [];
  /** What no judge has to find: an error nobody caught, a step that failed. */
  readonly faults: string[] = [];

  constructor(
    private readonly scheduler: Scheduler,
    private readonly write: ((sentence: string) => void) | null,
  ) {}

  tell(sentence: string): void {
    this.scheduler.note(sentence);
    this.#say(sentence);
  }

  fault(sentence: string): void {
    this.faults.push(sentence);
    this.tell(sentence);
  }

  point(entry: PointEntry): void {
    this.points.push(entry);
    this.tell(
      `${entry.point}: ${entry.type} for ${short(entry.sid)}${entry.type === 'refused' ? ` (${entry.because})` : ''}`,
    );
  }

  device(entry: DeviceEntry): void {
    this.devices.push(entry);
    this.tell(
      `the device of ${short(entry.sid)}: ${entry.type}${entry.type === 'signed-out' ? ` by ${entry.by}` : ''}`,
    );
  }

  /** What a process writes into its log, as sentences. */
  loggerOf(name: string): Logger {
    const say =
      (level: string) =>
      (first: unknown, text?: string): void => {
        if (this.write === null) return;
        // Not part of the digest: it is the same history, read aloud or not.
        this.#say(`${name} ${level}: ${text ?? String(first)}${detailsOf(first)}`);
      };
    const logger: AnyLogger & { child(): unknown } = {
      debug: () => {},
      info: say('notes'),
      warn: say('warns'),
      error: say('fails'),
      child: () => logger,
    };
    return logger as unknown as Logger;
  }

  #say(sentence: string): void {
    this.write?.(`${(this.scheduler.now / 1000).toFixed(4).padStart(9)} s  ${sentence}`);
  }
}

export const short = (id: string): string => id.slice(0, 8);

function detailsOf(first: unknown): string {
  if (typeof first !== 'object' || first === null) return '';
  const { err, why, reason, txn } = first as Record<string, unknown>;
  const said = [
    err instanceof Error ? err.message : undefined,
    why,
    reason,
    typeof txn === 'string' ? short(txn) : undefined,
  ];
  const words = said.filter((one) => one !== undefined).map(String);
  return words.length === 0 ? '' : ` (${words.join(', ')})`;
}
