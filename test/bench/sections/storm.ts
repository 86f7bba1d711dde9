import { setTimeout as delay } from 'node:timers/promises';
import { figure, type Figure } from '../report/figure.js';
import type { Connected, GoFleet } from '../world/fleet.js';
import { GatewayWorld } from '../world/gateways.js';
import { startWs, type Peer } from '../world/peers.js';
import { accounting, atMost, type Outcome, type Section, type SectionOptions } from './section.js';

/** The end of a thousand connections is work too, and is no part of their return. */
const REST_MS = 2_000;
/** As many as come at once when a network is back; the listening queues hold them. */
const IN_FLIGHT = 400;

const tookMs = ({ begunAt, endedAt }: Connected): number => (endedAt - begunAt) / 1e6;

async function ours(world: GatewayWorld): Promise<number> {
  await world.drop();
  await delay(REST_MS);
  const [connected] = await Promise.all(
    world.fleets.map((fleet) =>
      fleet.connect(`ws://localhost:${world.gateway.plain}/devices`, { inFlight: IN_FLIGHT }),
    ),
  );
  accounting.all(connected!.ready, world.size, 'storm');
  return tookMs(connected!);
}

async function theirs(peer: Peer, fleet: GoFleet): Promise<number> {
  await fleet.drop();
  await delay(REST_MS);
  return tookMs(await fleet.connect(peer.url, { dialect: peer.dialect, inFlight: IN_FLIGHT }));
}

async function run({ devices, repeats, say }: SectionOptions): Promise<Outcome> {
  const world = await GatewayWorld.start(devices);
  const [fleet] = world.fleets as [GoFleet];
  const peers = [await startWs('sync', world.issuerKey), await startWs('async', world.issuerKey)] as const;
  const times: Record<'ours' | 'sync' | 'best', number[]> = { ours: [], sync: [], best: [] };
  try {
    await world.nextRound();
    // The first of each is the devices' first coming; what is measured is that they come again.
    for (let repeat = -1; repeat < repeats; repeat++) {
      const took = [await ours(world), await theirs(peers[0], fleet), await theirs(peers[1], fleet)] as const;
      await fleet.drop();
      if (repeat < 0) continue;
      times.ours.push(took[0]);
      times.sync.push(took[1]);
      times.best.push(took[2]);
      say(
        `  ${repeat + 1} of ${repeats}: ours, sync, best: ${took.map((ms) => `${ms.toFixed(0)} ms`).join(' | ')}`,
      );
    }
  } finally {
    for (const peer of peers) await peer.stop();
    await world.close();
  }
  const of = (id: string, name: string, peer: number[]): Figure =>
    figure(id, times.ours, { name, times: peer });
  const storm = of('storm', peers[0].name, times.sync);
  const best = of('storm.best', peers[1].name, times.best);
  return {
    figures: [storm, best],
    peers: [figure(peers[0].name, times.sync), figure(peers[1].name, times.best)],
    aims: [
      atMost('storm / bare ws, node:crypto', storm.ratio ?? Number.NaN, 0.7),
      atMost('storm / bare ws, its best', best.ratio ?? Number.NaN, 1.1),
    ],
  };
}

export const storm: Section = {
  name: 'storm',
  title: 'All of them at once',
  minutes: 5,
  intro: `Every device is cut off at one moment and comes back, ${IN_FLIGHT} handshakes under way at a time: challenge,
token, a proof signed live over this connection’s nonce, \`ready\`; from the first dial to the last \`ready\`. The devices
were there before with the same tokens. The peer does the same two ES256 checks and nothing else: \`storm\` is beside
node:crypto’s sync verify on its one thread, \`storm.best\` beside the best way found to do it in one process, async with
a thread pool of 1. Ours also registers the session, asks the index, and says that the device is online.`,
  run,
};
