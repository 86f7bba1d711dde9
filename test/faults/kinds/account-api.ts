import type { Fault } from '../fault.js';
import type { Rig } from '../rig.js';
import { LateComer } from './comes-late.js';

/** In what is sent to Kafka of a revocation, and of nothing else. */
const IN_AN_EVENT = 'traceparent';
/** In the statement that notes where an event stands in the stream. */
const IN_THE_MARK = 'sent_at = coalesce(o.sent_at';

/** Whoever was killed starts again. */
async function back({ stack: { accountApis } }: Rig): Promise<void> {
  for (const { process } of accountApis) if (!process.runs) await process.start();
}

const AT_ONCE = { full: 0, short: 0 };

export const accountApi: readonly Fault[] = [
  {
    id: 'api-killed-before-publish',
    what: 'One of two account APIs is killed when a sign-out is committed and its event has not left the process.',
    lastsMs: AT_ONCE,
    begin: async (rig) => {
      await rig.killAt([rig.api(1), rig.api(2)], IN_AN_EVENT);
      return { restore: () => back(rig) };
    },
  },
  {
    id: 'api-killed-before-mark',
    what: 'One of two account APIs is killed when an event is published and its row does not say so yet.',
    lastsMs: AT_ONCE,
    begin: async (rig) => {
      await rig.killAt([rig.api(1), rig.api(2)], IN_THE_MARK);
      return { restore: () => back(rig) };
    },
  },
  {
    id: 'api-killed-of-two',
    what: 'One of two account APIs is killed, wherever it stands, and starts again.',
    lastsMs: { full: 3_000, short: 0 },
    begin: async (rig) => {
      await rig.api(2).process.kill();
      return { end: async () => void (await rig.api(2).process.start()) };
    },
  },
  {
    id: 'apis-killed-both',
    what: 'Both account APIs are killed at once, when a device that was off has wiped and is about to post its receipt, and start again: for a while nobody can press.',
    lastsMs: { full: 3_000, short: 0 },
    begin: async (rig) => {
      const both = [rig.api(1).process, rig.api(2).process];
      let down = null as Promise<unknown> | null;
      const killBoth = (): Promise<unknown> => (down ??= Promise.all(both.map((process) => process.kill())));
      const late = await LateComer.off(rig, (http) => async (request) => {
        if (request.url.endsWith('/receipts')) await killBoth();
        return http(request);
      });
      const found = [...(await late.comes())];
      if (down === null) found.push('a device that has wiped posts no receipt');
      await killBoth();
      if (late.isReceiptStored || !late.hasReceipt) found.push('a receipt that nobody took is not kept');
      return {
        end: async () => void (await Promise.all(both.map((process) => process.start()))),
        complaints: async () => [...found, ...(await late.receiptStored()), ...late.complaints()],
        restore: () => late.close(),
      };
    },
  },
];
