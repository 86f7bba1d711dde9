import { randomInt } from 'node:crypto';
import { SignoffError } from '#libs/errors';
import { parseCredentials, strongEnough, type Credentials } from '../../accounts/account.js';
import type { Passwords } from '../../accounts/passwords.js';
import { operatorName } from '../operator.js';
import type { OperatorStore } from '../operator-store.js';
import { CannotDo, type OperatorArguments } from './arguments.js';

/** Makes and removes operators. Only who has the database may: there is no route for it. Errors: CannotDo. */
export class OperatorCommand {
  constructor(
    private readonly store: OperatorStore,
    private readonly passwords: Passwords,
    private readonly say: (line: string) => void,
  ) {}

  /** @param stdin what was piped in; empty where nothing was */
  async run(args: Exclude<OperatorArguments, { command: 'help' }>, stdin: string): Promise<void> {
    switch (args.command) {
      case 'list':
        for (const { email, name } of await this.store.list()) this.say(`${email}\t${name}`);
        return;
      case 'ensure':
        for (const line of stdin.split('\n').filter((one) => one !== ''))
          await this.#ensure(JSON.parse(line));
        return;
      case 'remove':
        if (!(await this.store.remove(args.email.toLowerCase()))) throw noneOf(args.email);
        this.say(`${args.email} is no operator any more.`);
        return;
      case 'add':
      case 'password':
        await this.#put(args, stdin);
    }
  }

  async #put(
    { command, email, name }: Extract<OperatorArguments, { command: 'add' | 'password' }>,
    stdin: string,
  ): Promise<void> {
    const given = stdin.split(/\r?\n/)[0] ?? '';
    const operator = checked(email, name, given === '' ? madeUp() : given);
    const stored = {
      email: operator.email,
      name: operator.name,
      passwordHash: await this.passwords.hash(operator.password),
    };
    if (command === 'add' && !(await this.store.add(stored)))
      throw new CannotDo(
        `There is an operator ${operator.email} already. "password" gives one a new password.`,
      );
    if (command === 'password' && !(await this.store.replace(stored))) throw noneOf(email);
    this.say(
      given === ''
        ? `${operator.email}\tpassword\t${operator.password}\t(shown this once)`
        : `${operator.email} may sign in with that password.`,
    );
  }

  /** Leaves alone, sign-ins included, whom there is with this password. */
  async #ensure(wanted: unknown): Promise<void> {
    const { email, name, password } = (wanted ?? {}) as Record<string, unknown>;
    const operator = checked(email, name, password);
    const found = await this.store.findByEmail(operator.email);
    if (found !== null && (await this.passwords.matches(found.passwordHash, operator.password))) return;
    const stored = {
      email: operator.email,
      name: operator.name,
      passwordHash: await this.passwords.hash(operator.password),
    };
    if (!(await this.store.add(stored))) await this.store.replace(stored);
  }
}

function checked(email: unknown, name: unknown, password: unknown): Credentials & { readonly name: string } {
  try {
    const credentials = parseCredentials({ email, password });
    strongEnough(credentials.password);
    return { ...credentials, name: operatorName(name) };
  } catch (cause) {
    if (cause instanceof SignoffError) throw new CannotDo(`${cause.message}. Nothing was done.`, { cause });
    throw cause;
  }
}

const noneOf = (email: string): CannotDo => new CannotDo(`There is no operator ${email}. Nothing was done.`);

/** Four groups of letters that are not mistaken for one another. */
function madeUp(): string {
  const letters = 'abcdefghjkmnpqrstuvwxyz23456789';
  const text = Array.from({ length: 16 }, () => letters[randomInt(letters.length)]).join('');
  return (text.match(/.{4}/g) as string[]).join('-');
}
