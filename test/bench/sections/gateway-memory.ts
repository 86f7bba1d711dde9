import { setTimeout as delay } from 'node:timers/promises';
import { figure, type Figure } from '../report/figure.js';
import type { GoFleet } from '../world/fleet.js';
import { GatewayWorld } from '../world/gateways.js';
import { startCentrifuge, startSocketIo, startWs, type Peer } from '../world/peers.js';
import { rssKib } from '../world/process-cost.js';
import { accounting, atMost, type Outcome, type Section, type SectionOptions } from './section.js';

/** Between a process's start and the first reading, and between the last handshake and the second. */
const REST_MS = 4_000;

async function grownKib(pid: () => number, size: number, connect: () => Promise<unknown>): Promise<number> {
  await delay(REST_MS);
  const before = rssKib(pid());
  await connect();
  await delay(REST_MS);
  return (rssKib(pid()) - before) / size;
}

async function ours(world: GatewayWorld, tls: boolean): Promise<number> {
  const { process } = world.gateway;
  await process.stop();
  await process.start();
  await world.nextRound();
  const kib = await grownKib(
    () => process.pid,
    world.size,
    () => world.connectAll({ tls }),
  );
  const open = (await world.fleets[0]!.state()).open;
  accounting.all(open, world.size, 'gateway.memory');
  await world.drop();
  return kib;
}

async function theirs(peer: Peer, fleet: GoFleet): Promise<number> {
  try {
    const kib = await grownKib(
      () => peer.pid,
      fleet.size,
      () => fleet.connect(peer.url, { dialect: peer.dialect }),
    );
    await fleet.drop();
    return kib;
  } finally {
    await peer.stop();
  }
}

async function run({ devices, repeats, say }: SectionOptions): Promise<Outcome> {
  const world = await GatewayWorld.start(devices);
  const [fleet] = world.fleets as [GoFleet];
  const kib: Record<'plain' | 'tls' | 'ws' | 'socketIo' | 'centrifuge', number[]> = {
    plain: [],
    tls: [],
    ws: [],
    socketIo: [],
    centrifuge: [],
  };
  try {
    for (let repeat = 0; repeat < repeats; repeat++) {
      kib.plain.push(await ours(world, false));
      kib.ws.push(await theirs(await startWs(), fleet));
      kib.socketIo.push(await theirs(await startSocketIo(), fleet));
      kib.centrifuge.push(await theirs(await startCentrifuge(), fleet));
      kib.tls.push(await ours(world, true));
      const last = Object.entries(kib).map(([name, values]) => `${name} ${values.at(-1)?.toFixed(1)}`);
      say(`  ${repeat + 1} of ${repeats}: ${last.join(', ')} KiB`);
    }
  } finally {
    await world.close();
  }
  const of = (id: string, values: readonly number[], peer?: readonly number[]): Figure =>
    figure(id, values, peer === undefined ? undefined : { name: 'bare ws', times: peer }, 'KiB');
  const plain = of('gateway.memory', kib.plain, kib.ws);
  const tls = of('gateway.memory.tls', kib.tls);
  return {
    figures: [plain, tls],
    peers: [of('bare ws', kib.ws), of('Socket.IO', kib.socketIo), of('centrifuge', kib.centrifuge)],
    aims: [atMost('gateway.memory, KiB', plain.value, 7), atMost('gateway.memory.tls, KiB', tls.value, 34)],
  };
}

export const gatewayMemory: Section = {
  name: 'gateway.memory',
  title: 'What a connection costs',
  minutes: 6,
  intro: `Resident memory of the gateway's process a connection, all idle after the full handshake, each time in a
fresh process that has rested before and after: \`gateway.memory\` over the plain listener, \`gateway.memory.tls\` over
TLS 1.3. No collection of garbage is forced. The peers hold the same number of connections and know nothing of them: no
session, no key, no account. Every Node process is started with \`--max-semi-space-size=4\`.`,
  run,
};
