import { setTimeout as delay } from 'node:timers/promises';
import { figure, type Figure } from '../report/figure.js';
import type { GoFleet, Heard } from '../world/fleet.js';
import { GatewayWorld } from '../world/gateways.js';
import { startCentrifuge, startSocketIo, startWs, type Peer } from '../world/peers.js';
import { cpuMs } from '../world/process-cost.js';
import { accounting, atMost, type Outcome, type Section, type SectionOptions } from './section.js';

/** So that what a handshake, or the last campaign, left to do does not count. */
const REST_MS = 1_500;
/** As long as the window of a campaign over 10,000 connected devices, at half the pace that receipts are stored at. */
const RECEIPT_WINDOW_MS = 1_000;

interface Told {
  readonly lastMs: number;
  /** Of the serving processes, a device. */
  readonly cpuUs: number;
}

/** @param begin sends it; resolves with the moment it began */
async function told(
  pids: readonly number[],
  size: number,
  begin: () => Promise<number>,
  heard: () => Promise<Heard>,
  what: string,
): Promise<Told> {
  const cpu = (): number => pids.reduce((sum, pid) => sum + cpuMs(pid), 0);
  const before = cpu();
  const at = await begin();
  const { count, lastAt } = await heard();
  const used = cpu() - before;
  accounting.all(count, size, what);
  return { lastMs: (lastAt - at) / 1e6, cpuUs: (used * 1000) / size };
}

/** One campaign over all devices, which are new sessions and have been at rest for a while. */
async function ours(world: GatewayWorld, receipts: boolean): Promise<Told> {
  await world.nextRound();
  await world.connectAll();
  const send = await world.campaign(receipts ? RECEIPT_WINDOW_MS : null);
  await delay(REST_MS);
  const result = await told(world.pids, world.size, send, () => world.told(), 'a campaign');
  if (receipts) accounting.all((await world.stored()).count, world.size, 'receipts of a campaign');
  await world.drop();
  return result;
}

async function theirs(peer: Peer, fleet: GoFleet, frame: string): Promise<Told> {
  await fleet.connect(peer.url, { dialect: peer.dialect });
  await fleet.watch();
  await delay(REST_MS);
  const result = await told(
    [peer.pid],
    fleet.size,
    () => peer.publish(frame),
    () => fleet.told(),
    `a frame of ${peer.name}`,
  );
  await fleet.drop();
  return result;
}

const lasts = (all: readonly Told[]): number[] => all.map(({ lastMs }) => lastMs);
const cpus = (all: readonly Told[]): number[] => all.map(({ cpuUs }) => cpuUs);

async function run({ devices, repeats, say }: SectionOptions): Promise<Outcome> {
  const world = await GatewayWorld.start(devices);
  const [fleet] = world.fleets as [GoFleet];
  const peers = [await startWs(), await startSocketIo(), await startCentrifuge()] as const;
  const quiet: Told[] = [];
  const busy: Told[] = [];
  const peersTold: readonly Told[][] = peers.map(() => []);
  try {
    // The first of each warms up caches and compilers, and is not counted.
    for (let repeat = -1; repeat < repeats; repeat++) {
      const one = [await ours(world, false), await ours(world, true)] as const;
      const others: Told[] = [];
      for (const peer of peers) others.push(await theirs(peer, fleet, world.frame));
      if (repeat < 0) continue;
      quiet.push(one[0]);
      busy.push(one[1]);
      for (const [index, other] of others.entries()) peersTold[index]!.push(other);
      const words = [...one, ...others].map(
        ({ lastMs, cpuUs }) => `${lastMs.toFixed(0)} ms ${cpuUs.toFixed(1)} µs`,
      );
      say(`  ${repeat + 1} of ${repeats}: quiet, receipts, ws, Socket.IO, centrifuge: ${words.join(' | ')}`);
    }
  } finally {
    for (const peer of peers) await peer.stop();
    await world.close();
  }
  const [ws, socketIo, centrifuge] = peersTold as [Told[], Told[], Told[]];
  const cpu = figure('campaign.cpu', cpus(quiet), { name: 'bare ws', times: cpus(ws) }, 'µs');
  const last = figure('campaign.last', lasts(busy), { name: 'bare ws', times: lasts(ws) });
  const row = (name: string, all: Told[]): Figure[] => [
    figure(`${name}, cpu`, cpus(all), undefined, 'µs'),
    figure(`${name}, last`, lasts(all)),
  ];
  return {
    figures: [cpu, last],
    peers: [
      figure('campaign.last, no receipts', lasts(quiet)),
      ...row('bare ws', ws),
      ...row('Socket.IO', socketIo),
      ...row('centrifuge', centrifuge),
    ],
    aims: [
      atMost('campaign.cpu / bare ws', cpu.ratio ?? Number.NaN, 0.9),
      atMost('campaign.last / bare ws', last.ratio ?? Number.NaN, 1),
    ],
  };
}

export const campaign: Section = {
  name: 'campaign',
  title: 'A campaign, to the last device',
  minutes: 7,
  intro: `One campaign over all devices of one gateway: a class of devices, one record, one frame. \`campaign.cpu\` is
what the gateway's process used a device told, all its threads; \`campaign.last\` is from sending the record to Kafka to
the frame's arrival at the last device, while each sends its receipt, signed, within a window of ${RECEIPT_WINDOW_MS} ms
that the event names, and each was answered. All devices share one thread here, so receipts are signed before the record
is sent, and a frame that lay unread in the kernel for more than 10 ms has arrived when it came there, for all servers alike. The peers send the same frame to as many connections, on being asked to, and
take no receipts: bare ws by \`for (const socket of sockets) socket.send(text)\`, Socket.IO by \`emit\`, centrifuge (Go,
both cores) by a channel.`,
  run,
};

async function runTwo({ devices, repeats, say }: SectionOptions): Promise<Outcome> {
  const world = await GatewayWorld.start(devices, 2);
  const [fleet] = world.fleets as [GoFleet];
  const peer = await startCentrifuge();
  const own: Told[] = [];
  const centrifuge: Told[] = [];
  try {
    for (let repeat = -1; repeat < repeats; repeat++) {
      const [one, other] = [await ours(world, true), await theirs(peer, fleet, world.frame)];
      if (repeat < 0) continue;
      own.push(one);
      centrifuge.push(other);
      say(`  ${repeat + 1} of ${repeats}: ${one.lastMs.toFixed(0)} ms | ${other.lastMs.toFixed(0)} ms`);
    }
  } finally {
    await peer.stop();
    await world.close();
  }
  const last = figure('campaign.last.2', lasts(own), { name: 'centrifuge', times: lasts(centrifuge) });
  return {
    figures: [last],
    peers: [figure('centrifuge', lasts(centrifuge))],
    aims: [atMost('campaign.last.2 / centrifuge', last.ratio ?? Number.NaN, 1)],
  };
}

export const campaignOfTwo: Section = {
  name: 'campaign.last.2',
  title: 'A campaign over two gateways',
  minutes: 3,
  intro: `As \`campaign.last\`, with the same number of devices shared by two gateways, receipts coming in, beside
centrifuge in one process on both cores.`,
  run: runTwo,
};
