import { parseArgs } from 'node:util';
import { ASSUMED } from './assumed.js';
import { breaksFirst } from './breaks-first.js';
import { MEASURED, readMeasured } from './measured.js';
import { planFor, type PlanOptions } from './plan.js';
import { printed } from './print.js';
import { Refused } from './refused.js';
import { breakRows, planRows } from './tables.js';

export const USAGE = `usage: npm run scaling -- [options]
  --devices N          a fleet to plan for; as often as you like (1000000, 10000000 and 300000000)
  --connected-share S  of them connected at one time, above 0 and at most 1 (1)
  --devices-a-cell N   of a full cell (${ASSUMED.devicesACell})
  --measured FILE      what was measured (${MEASURED}, which \`npm run bench -- growth\` writes)
  --json               for programs: plans, breaksFirst, assumed
  --help               this
It computes, and starts nothing. What is measured, assumed and not built: docs/scaling.md.
Exit code: 0, or 2 when it was asked for what cannot be planned.`;

const USUAL_DEVICES = ['1000000', '10000000', '300000000'];

interface Asked {
  readonly fleets: readonly PlanOptions[];
  readonly measured: string;
  readonly json: boolean;
  readonly help: boolean;
}

/** `npm run scaling`: what a fleet takes, and what breaks first on the way there. Returns the exit code. */
export function scaling(
  argv: readonly string[],
  say: (text: string) => void,
  complain: (text: string) => void,
): number {
  try {
    const { fleets, measured: path, json, help } = askedIn(argv);
    if (help) {
      say(USAGE);
      return 0;
    }
    const measured = readMeasured(path);
    if (json) {
      const plans = fleets.map((fleet) => planFor(fleet, measured));
      say(JSON.stringify({ plans, breaksFirst: breaksFirst(measured), assumed: ASSUMED }, null, 2));
      return 0;
    }
    say(`Measured on ${measured.machine}. What is not measured is assumed: docs/scaling.md has both.\n`);
    say(`${printed(planRows(fleets, measured))}\n`);
    say(`What breaks first, if nothing is divided:\n\n${printed(breakRows(measured))}`);
    return 0;
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    complain(error.message);
    return 2;
  }
}

function askedIn(argv: readonly string[]): Asked {
  const { devices, 'devices-a-cell': cell, 'connected-share': share, measured, json, help } = parsed(argv);
  const connectedShare = numberOf(share);
  if (!(connectedShare > 0 && connectedShare <= 1))
    throw new Refused(`--connected-share ${share} is no number above 0 and at most 1.`);
  const devicesACell = countOf('devices-a-cell', cell);
  const fleets = devices.map((text) => {
    const count = countOf('devices', text);
    return { devices: count, connectedShare, devicesACell };
  });
  return { fleets, measured, json, help };
}

function parsed(argv: readonly string[]) {
  try {
    const { values } = parseArgs({
      args: [...argv],
      options: {
        devices: { type: 'string', multiple: true, default: USUAL_DEVICES },
        'devices-a-cell': { type: 'string', default: String(ASSUMED.devicesACell) },
        'connected-share': { type: 'string', default: '1' },
        measured: { type: 'string', default: MEASURED },
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
    return values;
  } catch (error) {
    throw new Refused(`${(error as Error).message}\n${USAGE}`);
  }
}

function countOf(option: string, text: string): number {
  const count = numberOf(text);
  if (!Number.isSafeInteger(count) || count < 1)
    throw new Refused(`--${option} ${text} is no whole number above 0.`);
  return count;
}

/** NaN for what is no number at all: `Number` takes nothing for zero. */
const numberOf = (text: string): number => (text.trim() === '' ? Number.NaN : Number(text));
