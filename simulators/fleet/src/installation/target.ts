import { readFileSync } from 'node:fs';
import { discovery, type Http } from '#libs/device-client';
import { nodeHttp } from '#libs/device-client/node';
import { CannotRun } from '../cannot-run.js';
import type { Credentials } from '../people/owner.js';
import type { Installation } from './installation.js';

export interface TargetOptions {
  readonly target: string;
  readonly accountUrl: string | null;
  readonly caFile: string | null;
  readonly approvers: string;
  readonly operators: string | null;
}

/** A system elsewhere, as its own discovery describes it. Errors: CannotRun. */
export async function targetAt(options: TargetOptions): Promise<Installation> {
  const { target, accountUrl, caFile } = options;
  const ca = caFile === null ? null : fileOf(caFile);
  const operators = options.operators === null ? [] : credentialsIn(options.operators);
  const approvers = credentialsIn(options.approvers);
  const http = nodeHttp(ca === null ? {} : { ca });
  try {
    const gateways = await gatewaysOf(target, http);
    return {
      issuer: target,
      origin: target,
      accountUrl: accountUrl ?? target,
      ca,
      gateways: gateways.map((url, index) => ({ name: `gateway ${index + 1}`, url, internalUrl: null })),
      internalUrl: null,
      databaseUrl: null,
      operators,
      approvers,
      isOurs: false,
    };
  } finally {
    http.close();
  }
}

async function gatewaysOf(target: string, http: Http): Promise<readonly string[]> {
  try {
    return (await discovery(target, http)()).push;
  } catch (error) {
    const cause = (error as Error).cause;
    const why =
      cause instanceof Error ? `${(error as Error).message}: ${cause.message}` : (error as Error).message;
    throw new CannotRun(
      `${target} is not a Signoff that answers here (${why}). Give the issuer’s own URL, and --ca FILE where its certificate is of an authority this system does not know. Nothing was begun.`,
    );
  }
}

/** A line each. Errors: CannotRun. */
export function credentialsIn(path: string): readonly Credentials[] {
  const lines = fileOf(path)
    .split('\n')
    .filter((line) => line.trim() !== '');
  const found = lines.map((line, index) => {
    try {
      const { email, password } = JSON.parse(line) as Partial<Credentials>;
      if (typeof email === 'string' && typeof password === 'string') return { email, password };
    } catch {
      // Said below.
    }
    throw new CannotRun(
      `Line ${index + 1} of ${path} is not {"email": …, "password": …}. Nothing was begun.`,
    );
  });
  if (found.length === 0) throw new CannotRun(`${path} names nobody. Nothing was begun.`);
  return found;
}

function fileOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new CannotRun(`${path} cannot be read: ${(error as Error).message}. Nothing was begun.`);
  }
}
