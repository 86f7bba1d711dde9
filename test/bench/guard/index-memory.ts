/** One measurement of `guard.memory`, in a process of its own: bytes a revoked session, for so many. Needs --expose-gc. */
import { randomUUID } from 'node:crypto';
import { RevocationIndex, type Predicate } from '#libs/revocation-index';

const count = Number(process.argv[2]);

function used(): number {
  // The second collects what the first one's finalizers let go.
  globalThis.gc?.();
  globalThis.gc?.();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

const index = new RevocationIndex();
const before = used();
for (let i = 0; i < count; i++) {
  // As they come from a snapshot or an event: parsed text, and a time with a fraction.
  const predicate = JSON.parse(`{"type":"session","sid":"${randomUUID()}"}`) as Predicate;
  index.add(predicate, performance.now() + 660_000);
}
const bytes = (used() - before) / count;
if (index.size !== count) throw new Error('the index does not hold what it was given');
process.stdout.write(`${bytes}\n`);
