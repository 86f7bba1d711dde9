import { existsSync, readFileSync } from 'node:fs';
import { CannotRun } from '../cannot-run.js';
import type { Credentials } from '../people/owner.js';
import type { Installation } from './installation.js';

/** What `npm start` writes of itself, or whoever started a stack for a fleet. */
interface RunFile {
  readonly accountUrl: string;
  readonly issuer: string;
  readonly internalUrl: string;
  readonly caFile: string;
  readonly databaseUrl: string;
  readonly gateways: readonly {
    readonly url: string;
    readonly plainUrl: string;
    readonly internalUrl: string;
  }[];
  readonly operators?: readonly Credentials[];
  /** The stack was started for this fleet. */
  readonly isForFleet?: boolean;
}

/** An installation on this machine. Errors: CannotRun. */
export function installationOf(path: string, tls: boolean): Installation {
  if (!existsSync(path)) throw new CannotRun(`There is no ${path}. Nothing was begun.`);
  const run = readJson(path) as Partial<RunFile> | null;
  const { accountUrl, issuer, internalUrl, caFile, databaseUrl, gateways, operators = [] } = run ?? {};
  if (
    [accountUrl, issuer, internalUrl, caFile, databaseUrl].some((member) => typeof member !== 'string') ||
    !Array.isArray(gateways) ||
    gateways.length === 0
  ) {
    throw new CannotRun(`${path} does not describe a running Signoff of this version. Restart it: npm start`);
  }
  const { issuer: at, accountUrl: plain, internalUrl: internal } = run as RunFile;
  return {
    issuer: at,
    origin: tls ? at : plain,
    accountUrl: plain,
    ca: readFileSync(caFile as string, 'utf8'),
    gateways: (run as RunFile).gateways.map(({ url, plainUrl, internalUrl: metrics }, index) => ({
      name: `gateway ${index + 1}`,
      url: tls ? url : plainUrl,
      internalUrl: metrics,
    })),
    internalUrl: internal,
    databaseUrl: databaseUrl as string,
    operators,
    approvers: null,
    isOurs: run?.isForFleet === true,
  };
}

function readJson(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return null;
  }
}
