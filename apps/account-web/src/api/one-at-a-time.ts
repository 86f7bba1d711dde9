/**
 * Runs on demand, never twice at once: what is asked for while it runs is done by one more run after it. So a
 * burst of changes costs two looks, and the last change is always seen.
 */
export function oneAtATime(run: () => Promise<void>): () => void {
  let running = false;
  let asked = false;
  const go = async (): Promise<void> => {
    running = true;
    while (asked) {
      asked = false;
      await run().catch(() => {});
    }
    running = false;
  };
  return () => {
    asked = true;
    if (!running) void go();
  };
}
