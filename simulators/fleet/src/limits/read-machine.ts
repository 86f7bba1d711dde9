import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import type { Machine } from './limits.js';

/** RFC 6335: the dynamic ports, where the system does not tell its own. */
const DYNAMIC_PORTS = 65_535 - 49_152 + 1;

/** What the machine we run on allows a fleet. */
export function readMachine(): Machine {
  const report = process.report.getReport() as {
    readonly userLimits?: { readonly open_files?: { readonly soft: number | string } };
  };
  const soft = Number(report.userLimits?.open_files?.soft);
  const [low, high] = numbersIn('/proc/sys/net/ipv4/ip_local_port_range');
  const [filesOfAll] = numbersIn('/proc/sys/fs/file-max');
  return {
    platform: process.platform,
    // Node has raised its own to the hard limit by now.
    files: Number.isFinite(soft) ? soft : 1_000_000,
    filesOfAll: filesOfAll ?? null,
    ports: low === undefined || high === undefined ? DYNAMIC_PORTS : high - low + 1,
    cpus: availableParallelism(),
  };
}

function numbersIn(path: string): number[] {
  try {
    return readFileSync(path, 'utf8').trim().split(/\s+/).map(Number);
  } catch {
    return [];
  }
}
