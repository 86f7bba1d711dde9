import { parseArgs } from 'node:util';

export interface SeedingArguments {
  readonly accounts: number;
  readonly sessionsAnAccount: number;
  /** JSON lines: public keys with what each device says of itself. */
  readonly keys: string;
  /** Must not exist yet; only this user will be able to read it. */
  readonly out: string;
}

export const USAGE = `usage: seeding --accounts A --sessions-an-account S --keys FILE --out FILE
  makes A accounts and links the devices of the keys to them, S to an account, as the device flow would:
  the same rows, the same tokens, for load tests. The database is DATABASE_URL.
  --keys FILE   a line a device: {"x", "y", "kind", "model", "name", "appVersion"}, of its public P-256 key
  --out FILE    takes the accounts' passwords and the devices' refresh tokens; made for this user alone`;

/** In words for a person; nothing was done. */
export class CannotSeed extends Error {
  override readonly name = 'CannotSeed';
}

export function readArguments(argv: readonly string[]): SeedingArguments | 'help' {
  let values: Partial<Record<'accounts' | 'sessions-an-account' | 'keys' | 'out', string>> & {
    help?: boolean | undefined;
  };
  try {
    ({ values } = parseArgs({
      args: [...argv],
      options: {
        accounts: { type: 'string' },
        'sessions-an-account': { type: 'string' },
        keys: { type: 'string' },
        out: { type: 'string' },
        help: { type: 'boolean', short: 'h' },
      },
    }));
  } catch (error) {
    throw new CannotSeed(`${(error as Error).message}\n${USAGE}`);
  }
  if (values.help === true) return 'help';
  return {
    accounts: count('--accounts', values.accounts),
    sessionsAnAccount: count('--sessions-an-account', values['sessions-an-account']),
    keys: given('--keys', values.keys),
    out: given('--out', values.out),
  };
}

function given(option: string, value: string | undefined): string {
  if (value === undefined || value === '') throw new CannotSeed(`${option} is missing.\n${USAGE}`);
  return value;
}

function count(option: string, value: string | undefined): number {
  const number = Number(given(option, value));
  if (Number.isSafeInteger(number) && number >= 1) return number;
  throw new CannotSeed(`${option} must be a whole number from 1; it is ${value}.`);
}
