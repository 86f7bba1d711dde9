import { isDatabaseUnavailable, migrate, openDatabase } from '#libs/database';
import { Passwords } from '../../accounts/passwords.js';
import { accountApiConfig } from '../../config.js';
import { PostgresOperators } from '../postgres/operators.js';
import { CannotDo, readArguments, USAGE } from './arguments.js';
import { OperatorCommand } from './operator-command.js';

/** The process behind `npm run operator`: everything it needs comes from the environment, arguments and stdin. */
async function main(): Promise<void> {
  const args = readArguments(process.argv.slice(2));
  if (args.command === 'help') return void process.stdout.write(`${USAGE}\n`);
  const config = configured();
  const needsInput = args.command === 'add' || args.command === 'password' || args.command === 'ensure';
  const stdin = needsInput && !process.stdin.isTTY ? await piped() : '';
  await migrate(config.databaseUrl);
  const database = await openDatabase(config.databaseUrl, { poolSize: 1 });
  try {
    const passwords = new Passwords({ memoryKib: config.argon2MemoryKib, passes: config.argon2Passes });
    const command = new OperatorCommand(new PostgresOperators(database), passwords, (line) => {
      process.stdout.write(`${line}\n`);
    });
    await command.run(args, stdin);
  } finally {
    await database.close();
  }
}

function configured() {
  try {
    return accountApiConfig.load(process.env);
  } catch (cause) {
    throw new CannotDo((cause as Error).message, { cause });
  }
}

async function piped(): Promise<string> {
  let text = '';
  for await (const chunk of process.stdin.setEncoding('utf8')) text += chunk as string;
  return text;
}

await main().catch((error: unknown) => {
  if (isDatabaseUnavailable(error))
    process.stderr.write('The database does not answer. Is DATABASE_URL right?\n');
  else
    process.stderr.write(`${error instanceof CannotDo ? error.message : String((error as Error).stack)}\n`);
  process.exitCode = 1;
});
