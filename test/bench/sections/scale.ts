import { setTimeout as delay } from 'node:timers/promises';
import { figure } from '../report/figure.js';
import { GatewayWorld } from '../world/gateways.js';
import { rssKib } from '../world/process-cost.js';
import { accounting, atMost, type Outcome, type Section, type SectionOptions } from './section.js';

const REST_MS = 5_000;
const RECEIPT_WINDOW_MS = 20_000;

async function run(
  id: string,
  devices: number,
  gateways: number,
  limitMs: number,
  { repeats, say }: SectionOptions,
): Promise<Outcome> {
  const world = await GatewayWorld.start(devices, gateways);
  const last: number[] = [];
  const kib: number[] = [];
  try {
    for (let repeat = 0; repeat < repeats; repeat++) {
      for (const gateway of world.stack.gateways) {
        await gateway.process.stop();
        await gateway.process.start();
      }
      await delay(REST_MS);
      const rss = (): number => world.pids.reduce((sum, pid) => sum + rssKib(pid), 0);
      const before = rss();
      await world.nextRound();
      const connected = await world.connectAll();
      accounting.all(
        connected.reduce((sum, { ready }) => sum + ready, 0),
        devices,
        `${id}: connected`,
      );
      await delay(REST_MS);
      kib.push((rss() - before) / devices);
      await world.watch({ receipts: true });
      const at = await world.revokeRound(RECEIPT_WINDOW_MS);
      const told = await world.told();
      accounting.all(told.count, devices, `${id}: told`);
      last.push((told.lastAt - at) / 1e6);
      accounting.all((await world.stored(120_000)).count, devices, `${id}: receipts`);
      say(
        `  ${repeat + 1} of ${repeats}: told in ${last.at(-1)?.toFixed(0)} ms, ${kib.at(-1)?.toFixed(1)} KiB each`,
      );
      await world.drop();
    }
  } finally {
    await world.close();
  }
  const told = figure(id, last);
  return {
    figures: [told, figure(`${id}.memory`, kib, undefined, 'KiB')],
    peers: [],
    aims: [atMost(`${id}, ms`, told.value, limitMs)],
  };
}

export const scale38k: Section = {
  name: 'scale.38k',
  title: '38,000 devices, two gateways',
  minutes: 8,
  intro: `From sending the record of a campaign to its arrival at the last of 38,000 devices of two gateways, each of
which then sends its receipt within 20 s; and the gateways’ memory a connection.`,
  run: (options) => run('scale.38k', 38_000, 2, 1_000, options),
};

export const scale100k: Section = {
  name: 'scale.100k',
  title: '100,000 devices',
  minutes: 15,
  intro: `The same with 100,000 devices of six gateways, on the same machine: as many as file descriptors allow.`,
  run: (options) => run('scale.100k', 100_000, 6, 4_000, options),
};
