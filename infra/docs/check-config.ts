import type { Config } from '#libs/configuration';
import { settingsOf } from './settings.js';

type Environment = Readonly<Record<string, string | undefined>>;

/** Read by programs that are no server: devices, tests, the scripts that start a household. */
const READ_ELSEWHERE = ['SIGNOFF_CA_FILE', 'SIGNOFF_ISSUER'];

/**
 * What is wrong with an environment for one process, one line a fault; none when it would start.
 * A SIGNOFF_ variable that nothing reads is a fault: most are typing errors, and the default would rule silently.
 */
export function checkConfig(config: Config, all: readonly Config[], env: Environment): readonly string[] {
  const known = new Set([...all.flatMap(settingsOf).map(({ env: name }) => name), ...READ_ELSEWHERE]);
  const unknown = Object.keys(env)
    .filter((name) => name.startsWith('SIGNOFF_') && !known.has(name))
    .sort();
  // Told here with what was meant, so not a second time by the process itself.
  const told = faultsOf(config, env).filter((fault) => !unknown.includes(fault.split(' ')[0] ?? ''));
  return [...told, ...unknown.map((name) => `${name} is read by no process.${suggestion(name, known)}`)];
}

function faultsOf(config: Config, env: Environment): readonly string[] {
  try {
    config.load(env);
    return [];
  } catch (error) {
    const [, ...faults] = (error as Error).message.split('\n');
    return faults.map((line) => line.trim());
  }
}

function suggestion(name: string, known: ReadonlySet<string>): string {
  const [nearest] = [...known]
    .map((other) => ({ other, distance: editDistance(name, other) }))
    .sort((a, b) => a.distance - b.distance);
  return nearest !== undefined && nearest.distance <= 4 ? ` Did you mean ${nearest.other}?` : '';
}

function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const above = row;
    row = [i];
    for (let j = 1; j <= b.length; j++) {
      const substitution = (above[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      row.push(Math.min(substitution, (above[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1));
    }
  }
  return row[b.length] ?? 0;
}
