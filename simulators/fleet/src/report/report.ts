import { cpus, totalmem, type } from 'node:os';
import type { Account } from '../judging/judge.js';
import type { Series } from '../sampling/sampler.js';
import type { LatencyFigure } from '../witness/latencies.js';

/** A run, as `--json` writes it. Times are ms from its beginning; sizes as their names say. */
export interface FleetReport {
  readonly version: 1;
  readonly scenario: string;
  readonly sentence: string;
  /** Nothing odd, nothing found, nobody missing. */
  readonly isClean: boolean;
  readonly addsUp: boolean;
  /** The scenario itself failed; what it had done by then is accounted for all the same. */
  readonly brokenOff: string | null;
  readonly startedAt: string;
  readonly tookMs: number;
  readonly machine: string;
  readonly installation: {
    readonly issuer: string;
    readonly isOurs: boolean;
    readonly gateways: number;
    readonly listener: 'tls' | 'plain';
  };
  readonly devices: {
    readonly asked: number;
    /** By the device flow, first of all; each again counts once more. */
    readonly enrolled: number;
    readonly seeded: number;
    /** Refreshes with a proof that were granted; each seeded device begins with one. */
    readonly refreshed: number;
    readonly processes: number;
    /** Of the fleet's own processes, each. */
    readonly memoryKib: number;
  };
  readonly account: Account;
  readonly latencies: readonly LatencyFigure[];
  readonly presses: readonly {
    readonly title: string;
    readonly atMs: number;
    readonly answeredAfterMs: number;
    readonly blockedAfterMs: number | null;
  }[];
  /** By count, at the moments they happened. */
  readonly told: readonly (readonly [atMs: number, count: number])[];
  readonly confirmed: readonly (readonly [atMs: number, count: number])[];
  readonly online: readonly (readonly [atMs: number, count: number])[];
  readonly scenarioFromMs: number;
  readonly samples: readonly Series[];
  /** Connections that ended, by close code. */
  readonly closes: Readonly<Record<string, number>>;
  readonly failures: readonly { readonly device: number; readonly why: string }[];
  readonly notes: readonly string[];
}

/** What a figure was measured on; without it a time says nothing. */
export function thisMachine(): string {
  const [cpu] = cpus();
  const model = cpu?.model.replace(/\s+/g, ' ').trim() || process.arch;
  return `${cpus().length} × ${model}, ${Math.round(totalmem() / 2 ** 30)} GiB, ${type()}, Node ${process.versions.node}`;
}
