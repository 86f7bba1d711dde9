import { existsSync, readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';

/** How a device program was started, and where its issuer is. */
export interface DeviceArguments {
  readonly dataDir: string;
  readonly json: boolean;
  readonly name: string;
  readonly model: string;
  readonly appVersion: string;
  readonly issuer: string;
  readonly caFile: string | null;
  /** How far this device believes the time to be off. */
  readonly clockOffsetMs: number;
}

export interface DeviceDefaults {
  readonly kind: 'tv' | 'phone';
  readonly name: string;
  readonly model: string;
}

const APP_VERSION = '1.0.0';
const RUN_FILE = '.signoff/run.json';
const DEFAULT_ISSUER = 'https://localhost:7443';
const DAY_MS = 86_400_000;

export const usage = (kind: string): string => `usage: ${kind} [options]
  --data-dir DIR         where this device keeps its key and tokens (.signoff/devices/${kind})
  --name NAME            what the account holder sees
  --model MODEL          what the maker calls it
  --app-version VERSION  ${APP_VERSION}
  --clock-days-behind N  believe an older date, as a television without a battery does
  --json                 speak JSON lines, and read "link", "sign-out", "ping", "quit"
SIGNOFF_ISSUER and SIGNOFF_CA_FILE say where the service is; else ${RUN_FILE} does.`;

/** Throws a TypeError that names the argument amiss. */
export function readArguments(
  argv: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
  defaults: DeviceDefaults,
): DeviceArguments | 'help' {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      'data-dir': { type: 'string', default: `.signoff/devices/${defaults.kind}` },
      name: { type: 'string', default: defaults.name },
      model: { type: 'string', default: defaults.model },
      'app-version': { type: 'string', default: APP_VERSION },
      'clock-days-behind': { type: 'string', default: '0' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) return 'help';
  const daysBehind = Number(values['clock-days-behind']);
  if (!Number.isFinite(daysBehind)) throw new TypeError('--clock-days-behind must be a number');
  const run = runFile();
  return {
    dataDir: values['data-dir'],
    json: values.json,
    name: values.name,
    model: values.model,
    appVersion: values['app-version'],
    issuer: env['SIGNOFF_ISSUER'] || run.issuer || DEFAULT_ISSUER,
    caFile: env['SIGNOFF_CA_FILE'] || run.caFile || null,
    clockOffsetMs: -daysBehind * DAY_MS,
  };
}

function runFile(): { readonly issuer?: string; readonly caFile?: string } {
  if (!existsSync(RUN_FILE)) return {};
  return JSON.parse(readFileSync(RUN_FILE, 'utf8')) as { issuer?: string; caFile?: string };
}
