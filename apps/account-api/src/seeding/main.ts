import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { isDatabaseUnavailable, migrate, openDatabase } from '#libs/database';
import { Passwords } from '../accounts/passwords.js';
import { accountApiConfig, type AccountApiConfig } from '../config.js';
import { CannotSeed, readArguments, USAGE, type SeedingArguments } from './arguments.js';
import { devicesIn, type SeededDevice } from './devices.js';
import { seedSessions } from './seed-sessions.js';

/**
 * The seeding command: accounts and sessions for load tests, without a code for each to be typed. It asks for
 * what only an operator of the database has, DATABASE_URL, and reads the other settings as the account API does.
 */
async function seed({ accounts, sessionsAnAccount, keys, out }: SeedingArguments): Promise<void> {
  const config = configured();
  if (!existsSync(keys)) throw new CannotSeed(`There is no ${keys}. Nothing was done.`);
  const households = dealt(devicesIn(readFileSync(keys, 'utf8')), accounts, sessionsAnAccount);
  // Before anything is in the database: tokens that could not be written down would be of no use.
  const file = await open(out, 'wx', 0o600).catch((cause: unknown) => {
    throw new CannotSeed(`${out} cannot be made: ${(cause as Error).message}. Nothing was done.`);
  });
  try {
    await migrate(config.databaseUrl);
    const database = await openDatabase(config.databaseUrl, { poolSize: 1 });
    try {
      const password = randomBytes(18).toString('base64url');
      const cost = { memoryKib: config.argon2MemoryKib, passes: config.argon2Passes };
      const passwordHash = await new Passwords(cost).hash(password);
      const { issuer, deviceIdleDays } = config;
      for await (const chunk of seedSessions(database, households, {
        issuer,
        deviceIdleDays,
        passwordHash,
      })) {
        const lines = chunk.flatMap(({ account, sessions }) => [
          { type: 'account', ...account, password },
          ...sessions.map((session) => ({ type: 'session', ...session })),
        ]);
        await file.write(lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
      }
    } finally {
      await database.close();
    }
    await file.sync();
  } finally {
    await file.close();
  }
}

function configured(): AccountApiConfig {
  try {
    return accountApiConfig.load(process.env);
  } catch (cause) {
    throw new CannotSeed((cause as Error).message);
  }
}

/** So many to an account, in the order of the keys; the last may have fewer. */
function dealt(devices: readonly SeededDevice[], accounts: number, each: number): readonly SeededDevice[][] {
  const needed = Math.ceil(devices.length / each);
  if (needed !== accounts) {
    throw new CannotSeed(
      `${devices.length} keys at ${each} an account make ${needed} accounts, and --accounts says ${accounts}. Nothing was done.`,
    );
  }
  return Array.from({ length: accounts }, (_, index) => devices.slice(index * each, (index + 1) * each));
}

try {
  const args = readArguments(process.argv.slice(2));
  if (args === 'help') process.stdout.write(`${USAGE}\n`);
  else await seed(args);
} catch (error) {
  if (error instanceof CannotSeed) process.stderr.write(`${error.message}\n`);
  else if (isDatabaseUnavailable(error)) process.stderr.write('No database answers at DATABASE_URL.\n');
  else process.stderr.write(`${(error as Error).stack}\n`);
  process.exitCode = 1;
}
