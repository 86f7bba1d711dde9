/** Of a gateway itself: listeners, Kafka, the account API, what Node opens. */
export const OTHER_FILES = 256;

/**
 * How many sockets a gateway may hold, where each is a file of which the process may open so many. Beyond that the
 * system would cut devices off without a word; within it they are told when to come back.
 * Errors: there is no place for one device. @param files null: as many as it likes
 */
export function placesWithin(maxConnections: number, files: number | null): number {
  if (files === null) return maxConnections;
  const most = files - OTHER_FILES;
  if (most < 1) {
    throw new Error(
      `this gateway may open ${files} files (ulimit -n), and needs ${OTHER_FILES} beside one for each device. Raise the limit.`,
    );
  }
  return Math.min(maxConnections, most);
}
