import { readFileSync } from 'node:fs';
import { Refused } from './refused.js';

/** One size of the fleet, on as many gateways as it needs. */
export interface BySize {
  readonly devices: number;
  readonly gateways: number;
  /** How often it was measured; each figure is the p50, unless it says another. */
  readonly repeats: number;
  readonly memoryKib: number;
  readonly toldMs: number;
  readonly receiptMs: number;
  /** Single sign-outs beside it: the p99, or the slowest of fewer than a hundred. */
  readonly besideMs: number;
}

/** From request to blocked, with so many sessions. */
export interface BySessions {
  readonly sessions: number;
  /** How often it was measured; each figure is the p50. */
  readonly repeats: number;
  readonly accountMs: number;
  readonly classMs: number;
  /** What an operator waits for before that: the class is counted when the number is typed. */
  readonly countedMs: number;
}

/** What `npm run bench -- growth` writes to docs/scaling.json: every constant that a plan is computed from. */
export interface Measured {
  readonly machine: string;
  /** Of one gateway, a connection, idle. */
  readonly memoryKibAConnection: number;
  /** Of one gateway: the time to the last device of a campaign, shared out over its devices. */
  readonly toldUsADevice: number;
  /** Full handshakes of one gateway. */
  readonly handshakesPerS: number;
  /** Verified and stored by one account API. */
  readonly receiptsStoredPerS: number;
  /** DPoP-bound refreshes of one account API. */
  readonly refreshesPerS: number;
  /** Tables and indexes, a session. */
  readonly databaseBytesASession: number;
  /** A signed security event, as a record and as a frame. */
  readonly eventBytes: number;
  readonly bySize: readonly BySize[];
  readonly bySessions: readonly BySessions[];
}

const CONSTANTS = [
  'memoryKibAConnection',
  'toldUsADevice',
  'handshakesPerS',
  'receiptsStoredPerS',
  'refreshesPerS',
  'databaseBytesASession',
  'eventBytes',
] as const;

/** From the root of the repository. */
export const MEASURED = 'docs/scaling.json';

const MEASURE_IT = 'Measure it: npm run bench -- growth';

/**
 * Errors: Refused, in a sentence: no file, no JSON, a table that is missing, a constant that is missing or no number
 * above 0. A plan made of it would be nonsense.
 */
export function readMeasured(path: string): Measured {
  const measured = parsed(path);
  for (const name of CONSTANTS) {
    const value = measured[name];
    if (!(typeof value === 'number' && value > 0 && Number.isFinite(value)))
      throw new Refused(`${path}: ${name} must be a number above 0. ${MEASURE_IT}`);
  }
  for (const name of ['bySize', 'bySessions'])
    if (!Array.isArray(measured[name])) throw new Refused(`${path}: ${name} is missing. ${MEASURE_IT}`);
  return measured as unknown as Measured;
}

function parsed(path: string): Readonly<Record<string, unknown>> {
  const text = textOf(path);
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null) return value as Record<string, unknown>;
  } catch {
    // Said below: whatever it holds, it is not what the bench writes.
  }
  throw new Refused(`${path} is not what the bench writes. ${MEASURE_IT}`);
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') throw new Refused(`There is no ${path} yet. ${MEASURE_IT}`, { cause: error });
    throw new Refused(`${path} cannot be read (${code}).`, { cause: error });
  }
}
