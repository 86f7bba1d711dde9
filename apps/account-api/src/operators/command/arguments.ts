import { parseArgs } from 'node:util';

export const USAGE = `usage: npm run operator -- <command>
  add --email X --name N        makes an operator
  password --email X --name N   gives one a new password and name, and ends their sign-ins
  remove --email X              takes effect at once; what they made and still waits for approval is cancelled
  list                          who there is

A password is read from stdin (one line), or is made up and printed once.
The database is the one DATABASE_URL names, or that of the Signoff that runs here.`;

/** Something a person has to mend. The message is the whole of what they need to read. */
export class CannotDo extends Error {
  override readonly name = 'CannotDo';
}

export type OperatorArguments =
  | { readonly command: 'add' | 'password'; readonly email: string; readonly name: string }
  | { readonly command: 'remove'; readonly email: string }
  | { readonly command: 'list' }
  /** Of `npm start`: each line of stdin is an operator that there shall be, with this password. */
  | { readonly command: 'ensure' }
  | { readonly command: 'help' };

/** Errors: CannotDo. */
export function readArguments(argv: readonly string[]): OperatorArguments {
  const { values, positionals } = parsed(argv);
  const [command, ...more] = positionals;
  if (values.help === true) return { command: 'help' };
  if (command === undefined || more.length > 0) throw new CannotDo(USAGE);
  const { email, name } = values;
  if (command === 'list' || command === 'ensure') return { command };
  if (command !== 'add' && command !== 'password' && command !== 'remove')
    throw new CannotDo(`There is no command ${command}.\n\n${USAGE}`);
  if (email === undefined) throw new CannotDo(`${command} needs --email.\n\n${USAGE}`);
  if (command === 'remove') return { command, email };
  if (name === undefined) throw new CannotDo(`${command} needs --name.\n\n${USAGE}`);
  return { command, email, name };
}

function parsed(argv: readonly string[]) {
  try {
    return parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: {
        email: { type: 'string' },
        name: { type: 'string' },
        help: { type: 'boolean', short: 'h' },
      },
    });
  } catch (error) {
    throw new CannotDo(`${(error as Error).message}\n\n${USAGE}`);
  }
}
