/**
 * Preloaded into each process of a soak (`node --expose-gc --import`): collects what is garbage now and then, and
 * notes what is left. One JSON line a time in TEST_SOAK_DIR. Units: bytes, counts.
 */
import { appendFileSync } from 'node:fs';
import { join } from 'node:path';

const folder = process.env.TEST_SOAK_DIR;
const name =
  process.env.SIGNOFF_GATEWAY_ID ?? process.env.SIGNOFF_PLAYBACK_ID ?? process.env.SIGNOFF_INSTANCE_ID;
if (folder !== undefined && name !== undefined && globalThis.gc !== undefined) {
  const take = () => {
    globalThis.gc();
    const { heapUsed, external } = process.memoryUsage();
    const resources = process.getActiveResourcesInfo().filter((one) => one !== 'Immediate').length;
    const line = { pid: process.pid, heap: heapUsed + external, resources };
    appendFileSync(join(folder, `${name}.jsonl`), `${JSON.stringify(line)}\n`);
  };
  setInterval(take, Number(process.env.TEST_SOAK_EVERY_MS)).unref();
}
