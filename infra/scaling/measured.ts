import { readFileSync } from 'node:fs';

/** One size of the fleet, on as many gateways as it needs. */
export interface BySize {
  readonly devices: number;
  readonly gateways: number;
  readonly memoryKib: number;
  readonly toldMs: number;
  readonly receiptMs: number;
  /** Single sign-outs beside it: the p99, or the slowest of fewer than a hundred. */
  readonly besideMs: number;
}

/** From request to blocked, with so many sessions. */
export interface BySessions {
  readonly sessions: number;
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

/** Errors: a constant that is missing, or no number above 0: a plan made of it would be nonsense. */
export function readMeasured(path: string): Measured {
  const measured = JSON.parse(readFileSync(path, 'utf8')) as Measured;
  for (const name of CONSTANTS) {
    if (!(measured[name] > 0 && Number.isFinite(measured[name])))
      throw new Error(`${path}: ${name} must be a number above 0. Measure it: npm run bench -- growth`);
  }
  return measured;
}
