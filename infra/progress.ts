/** What a person at the terminal is told. infra/prepare/progress.mjs is the one that prints. */
export interface Progress {
  say(line: string): void;
  /** Says what it waits for once that takes over two seconds, and how long it took. */
  during<T>(what: string, work: Promise<T>): Promise<T>;
}
