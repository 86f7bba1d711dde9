import type { FleetArguments } from './arguments.js';
import type { Control } from './control.js';
import { Crew } from './crew/crew.js';
import type { Installation } from './installation/installation.js';
import { judge } from './judging/judge.js';
import type { FleetShape } from './limits/limits.js';
import { monotonicMs } from './monotonic.js';
import type { Progress } from './progress/bar.js';
import { makeReport } from './report/make-report.js';
import type { FleetReport } from './report/report.js';
import { fleetProcesses, Sampler, server } from './sampling/sampler.js';
import { play } from './scenarios/play.js';
import { Scene } from './scenarios/scene.js';
import { Presses } from './witness/press.js';
import { Witness } from './witness/witness.js';

/** What a sign-out is held to, however many go at once: a point that is gone is counted out within it. */
const BLOCKED_WITHIN_MS = 30_000;
const CONFIRMED_WITHIN_MS = 120_000;
/** Receipts of many are spread over a window, at the pace they can be stored. */
const WITHIN_A_DEVICE_MS = 1;

/** A whole run: devices linked and connected, a scenario, an account of every session. */
export async function runFleet(
  args: FleetArguments,
  installation: Installation,
  shape: FleetShape,
  progress: Progress,
  control: Control | null,
): Promise<FleetReport> {
  const startedAt = Date.now();
  const from = monotonicMs();
  const witness = new Witness();
  const presses = new Presses();
  // On a system with devices of others, this fleet's models are its own.
  const prefix = installation.isOurs ? '' : `Fleet ${startedAt.toString(36).slice(-5)} `;
  const confirmedWithinMs = CONFIRMED_WITHIN_MS + args.devices * WITHIN_A_DEVICE_MS;
  const limits = { blockedWithinMs: BLOCKED_WITHIN_MS, confirmedWithinMs };
  let pids: readonly number[] = [];
  const sampler = new Sampler(watchedOf(installation, () => pids));
  sampler.start();
  try {
    const { devices } = args;
    const crew = await Crew.raise(
      { ...args, installation, shape, witness, progress, prefix },
      (workers) => (pids = workers.pids),
    );
    try {
      const scenarioFrom = monotonicMs();
      const scene = new Scene(args, installation, prefix, crew, witness, presses, progress, control, limits);
      const brokenOff = await Promise.race([play(args.scenario, scene), crew.workers.died]).then(
        () => null,
        (error: unknown) => (error instanceof Error ? error.message : String(error)),
      );
      await sampler.stop();
      const to = monotonicMs();
      const account = judge(witness, presses, devices, to, limits);
      return makeReport({
        args,
        installation,
        shape,
        crew,
        witness,
        presses,
        scene,
        sampler,
        account,
        brokenOff,
        startedAt,
        from,
        scenarioFrom,
        to,
      });
    } finally {
      await crew.dismiss();
    }
  } finally {
    await sampler.stop();
  }
}

function watchedOf({ internalUrl, gateways }: Installation, pids: () => readonly number[]) {
  return [
    ...(internalUrl === null ? [] : [server('account API', internalUrl)]),
    ...gateways.flatMap((one) => (one.internalUrl === null ? [] : [server(one.name, one.internalUrl)])),
    fleetProcesses(pids),
  ];
}
