import { parseArgs } from 'node:util';
import { CannotRun } from './cannot-run.js';
import { SCENARIOS, scenarioOf, type ScenarioName } from './scenarios/names.js';

export interface FleetArguments {
  readonly scenario: ScenarioName;
  readonly devices: number;
  readonly sessionsAnAccount: number;
  /** How many enrol by the flow where others can be seeded; null: a thousand or a tenth, whichever is more. */
  readonly byFlow: number | null;
  /** How long a soak goes on. */
  readonly seconds: number;
  /** Devices dial TLS, as those of people do; else the plain listener of this machine. */
  readonly tls: boolean;
  readonly json: string | null;
  readonly html: string | null;
  /** A description of the installation, where one runs here. */
  readonly run: string | null;
  /** An issuer elsewhere. */
  readonly target: string | null;
  readonly accountUrl: string | null;
  readonly caFile: string | null;
  readonly approvers: string | null;
  readonly operators: string | null;
}

const named = Object.entries(SCENARIOS).map(([name, { sentence }]) => `      ${name.padEnd(16)} ${sentence}`);

export const USAGE = `usage: npm run fleet -- --scenario NAME --devices N [options]
  simulated devices that do all a real one does, what becomes of them, and an account of each.
  --scenario NAME
${named.join('\n')}
  --devices N      how many
  --by-flow F      so many enrol by the device flow, the rest is seeded (1,000 or a tenth, whichever is more)
  --seconds S      of a soak (600)
  --sessions-an-account S   (10)
  --tls            devices dial TLS; else this machine's plain listener
  --json FILE, --html FILE   where the report goes (.signoff/fleet/NAME-N.json and .html)
  --own            a stack of its own, though one runs here
  --target URL     a system elsewhere, by its issuer. All devices enrol, so it needs
    --approvers FILE   accounts that approve them, a line each: {"email", "password"}
    --operators FILE   operators for campaigns, the same way: two of them
    --account-url URL  where its account pages are, if not at the issuer
    --ca FILE          PEM of the authority to believe, if not the system's`;

const MOST = 500_000;

/** Errors: CannotRun. */
export function readArguments(argv: readonly string[]): FleetArguments | 'help' {
  const { help, scenario, ...values } = parsed(argv);
  if (help === true) return 'help';
  if (scenario === undefined) throw new CannotRun(`--scenario is missing.\n${USAGE}`);
  if (!Object.hasOwn(SCENARIOS, scenario))
    throw new CannotRun(`There is no scenario ${scenario}. There are ${Object.keys(SCENARIOS).join(', ')}.`);
  const target = values.target === undefined ? null : origin('--target', values.target);
  if (target !== null && values.approvers === undefined) {
    throw new CannotRun(
      '--target needs --approvers FILE: accounts there that approve the devices, a line each: {"email", "password"}',
    );
  }
  if (target !== null && scenarioOf(scenario as ScenarioName).restartsGateways === true)
    throw new CannotRun(`${scenario} restarts gateways, which it can do with a stack of its own alone.`);
  return {
    scenario: scenario as ScenarioName,
    devices: whole('--devices', values.devices, MOST),
    sessionsAnAccount: whole('--sessions-an-account', values['sessions-an-account'] ?? '10', 10_000),
    byFlow: values['by-flow'] === undefined ? null : whole('--by-flow', values['by-flow'], MOST),
    seconds: whole('--seconds', values.seconds ?? '600', 7 * 86_400),
    tls: values.tls === true || target !== null,
    json: values.json ?? null,
    html: values.html ?? null,
    run: values.run ?? null,
    target,
    accountUrl: values['account-url'] === undefined ? null : origin('--account-url', values['account-url']),
    caFile: values.ca ?? null,
    approvers: values.approvers ?? null,
    operators: values.operators ?? null,
  };
}

function parsed(argv: readonly string[]) {
  try {
    return parseArgs({
      args: [...argv],
      options: {
        scenario: { type: 'string' },
        devices: { type: 'string' },
        'sessions-an-account': { type: 'string' },
        'by-flow': { type: 'string' },
        seconds: { type: 'string' },
        tls: { type: 'boolean' },
        json: { type: 'string' },
        html: { type: 'string' },
        own: { type: 'boolean' },
        run: { type: 'string' },
        target: { type: 'string' },
        'account-url': { type: 'string' },
        ca: { type: 'string' },
        approvers: { type: 'string' },
        operators: { type: 'string' },
        help: { type: 'boolean', short: 'h' },
      },
    }).values;
  } catch (error) {
    throw new CannotRun(`${(error as Error).message}\n${USAGE}`);
  }
}

function whole(option: string, value: string | undefined, most: number): number {
  if (value === undefined) throw new CannotRun(`${option} is missing.\n${USAGE}`);
  const number = /^\d+$/.test(value) ? Number(value) : Number.NaN;
  if (number >= 1 && number <= most) return number;
  throw new CannotRun(`${option} must be a whole number from 1 to ${most}; it is ${JSON.stringify(value)}.`);
}

function origin(option: string, value: string): string {
  const url = URL.canParse(value) ? new URL(value) : null;
  if (url !== null && ['http:', 'https:'].includes(url.protocol)) return url.origin;
  throw new CannotRun(
    `${option} must be the URL of a server, such as https://id.example.com; it is ${value}.`,
  );
}
