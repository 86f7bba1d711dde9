import { CannotRun } from '../cannot-run.js';
import { DEVICES_AN_ADDRESS, MOST_ADDRESSES } from './source-address.js';

/** What this machine allows, read by `readMachine`. */
export interface Machine {
  readonly platform: NodeJS.Platform;
  /** File descriptors of one process. */
  readonly files: number;
  /** Of all processes together; null where nothing says so. */
  readonly filesOfAll: number | null;
  /** Ports that a connection may begin at, for each source address. */
  readonly ports: number;
  readonly cpus: number;
}

/** What a process needs beside its devices' sockets. */
const OTHER_FILES = 256;
/** A gateway has Kafka, listeners, and devices that leave while others come. */
const GATEWAY_OTHER_FILES = 1_000;
const MOST_GATEWAYS = 8;
const LEAST_PROCESSES = 2;

export interface FleetShape {
  readonly processes: number;
  /** How many gateways a stack of its own needs. */
  readonly gateways: number;
}

/**
 * How many processes a fleet of this size takes, and gateways. Errors: CannotRun when descriptors or ports do not
 * suffice, with the number that would.
 */
export function shapeOf(devices: number, machine: Machine, leastGateways = 1): FleetShape {
  const { files, filesOfAll, cpus } = machine;
  const each = files - OTHER_FILES;
  if (each < 1) throw new CannotRun(tooMany(devices, 0, `a process may open ${files} files (ulimit -n)`));
  const addresses = machine.platform === 'linux' ? MOST_ADDRESSES : 1;
  // Of one address, however many there are, where it has fewer ports than devices it is given.
  const byPorts =
    addresses === 1 || machine.ports < DEVICES_AN_ADDRESS ? machine.ports : addresses * DEVICES_AN_ADDRESS;
  if (devices > byPorts)
    throw new CannotRun(tooMany(devices, byPorts, `a source address has ${machine.ports} ports`));
  const ofGateways = MOST_GATEWAYS * Math.max(0, files - GATEWAY_OTHER_FILES);
  if (devices > ofGateways) {
    const why = `${MOST_GATEWAYS} gateways of ${files} file descriptors each (ulimit -n) hold no more`;
    throw new CannotRun(tooMany(devices, ofGateways, why));
  }
  // A descriptor at each end.
  if (filesOfAll !== null && 2 * devices > filesOfAll) {
    const why = `this system opens ${filesOfAll} files in all, and a device takes two (fs.file-max)`;
    throw new CannotRun(tooMany(devices, Math.floor(filesOfAll / 2), why));
  }
  return {
    processes: Math.max(Math.min(LEAST_PROCESSES, cpus), Math.ceil(devices / each)),
    gateways: Math.max(leastGateways, Math.ceil(devices / (files - GATEWAY_OTHER_FILES))),
  };
}

/** A running gateway has so many descriptors left. Errors: CannotRun. */
export function checkGateways(
  devices: number,
  gateways: readonly { readonly name: string; readonly filesLeft: number }[],
): void {
  const room = gateways.reduce((sum, { filesLeft }) => sum + Math.max(0, filesLeft - GATEWAY_OTHER_FILES), 0);
  if (devices <= room) return;
  const names = gateways.map(({ name, filesLeft }) => `${name} has ${filesLeft} file descriptors left`);
  throw new CannotRun(tooMany(devices, room, names.join(', ')));
}

const tooMany = (devices: number, most: number, why: string): string =>
  `${devices} devices are more than this machine takes: ${why}.\nAt most ${most} would do; nothing was begun.`;
