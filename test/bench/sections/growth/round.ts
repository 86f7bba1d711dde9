import { setTimeout as delay } from 'node:timers/promises';
import type { Bystanders } from '../../world/bystanders.js';
import type { GatewayWorld } from '../../world/gateways.js';
import { rssKib } from '../../world/process-cost.js';
import { accounting } from '../section.js';

/** Between a process's start and the first reading of its memory, and between the last handshake and the second. */
const REST_MS = 4_000;
/** The window is as long as these processors take for so many receipts, with those who send them beside. */
const RECEIPTS_PER_S = 2_000;
/** How long is the figure; whether, is asked for longer, so that a machine that is busy with other things loses nobody. */
const WITHIN_MS = 600_000;
/** Devices a gateway. */
const WARM_ABOVE = 12_000;

export interface RoundOptions {
  readonly id: string;
  readonly devices: number;
  readonly gateways: number;
  readonly bystanders?: Bystanders;
}

export interface Round {
  /** Of all gateways, a connection. */
  readonly memoryKib: number;
  /** Handshakes a second, of all gateways, with who shakes hands on the same processors. */
  readonly handshakesPerS: number;
  /** From sending the record to its arrival at the last device. */
  readonly toldMs: number;
  /** From there on to the last device’s learning that its receipt is stored. */
  readonly receiptMs: number;
  /** Closed before their receipt was stored: on a machine that is too busy. */
  readonly late: number;
  /** Single sign-outs beside it, until the last was told and its receipt stored. */
  readonly besideMs: readonly number[];
}

/**
 * So many devices of so many gateways, which were started anew; the others do not run. Once for what a connection
 * takes in a fresh process; and where one campaign is too small to warm it up, another for the times.
 */
export async function oneRound(world: GatewayWorld, options: RoundOptions): Promise<Round> {
  const { gateways: all } = world.stack;
  await Promise.all(all.map(({ process }) => process.stop()));
  await Promise.all(all.slice(0, options.gateways).map(({ process }) => process.start()));
  const fresh = await oneCampaign(world, { ...options, restMs: REST_MS });
  if (options.devices / options.gateways > WARM_ABOVE) return fresh;
  return { ...(await oneCampaign(world, { ...options, restMs: 0 })), memoryKib: fresh.memoryKib };
}

/** @param options.restMs before the first reading of memory; none where nobody looks at it */
async function oneCampaign(
  world: GatewayWorld,
  { id, devices, gateways, bystanders, restMs }: RoundOptions & { readonly restMs: number },
): Promise<Round> {
  const running = world.stack.gateways.slice(0, gateways);
  await bystanders?.connect();
  await world.nextRound(devices);
  await delay(restMs);
  const rss = (): number => running.reduce((sum, { process }) => sum + rssKib(process.pid), 0);
  const before = rss();
  const connected = await world.connectAll({ devices, gateways });
  const ready = connected.reduce((sum, part) => sum + part.ready, 0);
  accounting.all(ready, devices, `${id}: connected`);
  const begunAt = Math.min(...connected.map((part) => part.begunAt));
  const endedAt = Math.max(...connected.map((part) => part.endedAt));
  await delay(REST_MS);
  const memoryKib = (rss() - before) / devices;
  const send = await world.campaign(Math.round((devices / RECEIPTS_PER_S) * 1_000));
  const at = await send();
  let isOver = false;
  const beside = bystanders?.signOutUntil(() => isOver);
  const told = await world.told(devices, WITHIN_MS);
  // Each is closed once its receipt is stored, or at the end of its time; the device posts it over HTTPS then.
  const closed = await world.closed(devices, WITHIN_MS);
  const stored = await world.stored(devices, 0);
  isOver = true;
  const besideMs = (await beside) ?? [];
  accounting.all(told.count, devices, `${id}: told`);
  accounting.all(closed.count, devices, `${id}: closed`);
  await bystanders?.drop();
  await world.drop(gateways);
  return {
    memoryKib,
    handshakesPerS: devices / ((endedAt - begunAt) / 1e9),
    toldMs: (told.lastAt - at) / 1e6,
    receiptMs: (stored.lastAt - at) / 1e6,
    late: devices - stored.count,
    besideMs,
  };
}
