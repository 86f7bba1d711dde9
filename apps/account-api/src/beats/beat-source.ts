import type { Beat } from '#libs/event-stream';

/** What a leader has for as long as it leads. */
export interface Leadership {
  /** What to write into a beat now. Rejects once another may lead: the connection, and the lock with it, is lost. */
  beat(): Promise<Beat>;
}

/** Makes one instance of many the leader, by an advisory lock that lives with a connection. */
export interface BeatSource {
  /**
   * Takes the lead if nobody has it, and gives it back when `lead` settles.
   * Resolves to false at once when another leads. Rejects when the connection is lost, or as `lead` rejects.
   * A leader that says nothing for two seconds, being frozen say, loses its lead to the database's own timer.
   */
  whileLeading(lead: (leadership: Leadership) => Promise<void>): Promise<boolean>;
}
