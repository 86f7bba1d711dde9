import type { FleetArguments } from '../arguments.js';
import { CannotRun } from '../cannot-run.js';
import type { Installation } from '../installation/installation.js';
import { readMetrics } from '../sampling/read-metrics.js';
import { scenarioOf } from '../scenarios/names.js';
import { checkGateways } from './limits.js';

const PLAYERS = 2;

/** Whether what was asked for can be had of this installation. Errors: CannotRun; nothing was begun. */
export async function checkInstallation(
  { scenario, devices }: FleetArguments,
  { gateways, internalUrl, operators }: Installation,
  canRestart: boolean,
): Promise<void> {
  const { needsOperators, restartsGateways, leastGateways = 1 } = scenarioOf(scenario);
  if (needsOperators === true && operators.length < PLAYERS) {
    throw new CannotRun(
      `${scenario} is driven by operators, one who makes the campaign and one who approves it, and ${operators.length} are known here. With --target give them by --operators FILE.`,
    );
  }
  if (restartsGateways === true && !canRestart)
    throw new CannotRun(`${scenario} restarts gateways, and nobody here does that for a fleet. Use --own.`);
  if (gateways.length < leastGateways)
    throw new CannotRun(
      `${scenario} needs ${leastGateways} gateways, and there is ${gateways.length}. Use --own.`,
    );
  if (internalUrl === null) return;
  if ((await readMetrics(internalUrl)) === null)
    throw new CannotRun(`The account API does not answer at ${internalUrl}. Is Signoff running? npm start`);
  const found = [];
  for (const { name, internalUrl: url } of gateways) {
    const figures = url === null ? null : await readMetrics(url);
    if (figures === null)
      throw new CannotRun(`${name} does not answer at ${url}. Is Signoff running? npm start`);
    found.push({ name, filesLeft: figures.filesMost - figures.filesOpen });
  }
  checkGateways(devices, found);
}
