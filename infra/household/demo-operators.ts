import { spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';

export interface DemoOperator {
  readonly email: string;
  readonly name: string;
  readonly password: string;
}

const COMMAND = 'dist/apps/account-api/src/operators/command/main.js';

/**
 * Two operators, so that one can approve what the other made, kept in `file` for this user's eyes only. Another
 * database than last time gets the same.
 */
export async function makeDemoOperators(file: string, databaseUrl: string): Promise<readonly DemoOperator[]> {
  const kept = keptOperators(file);
  const operators = kept.length > 0 ? kept : newOperators();
  if (kept.length === 0) {
    writeFileSync(`${file}.next`, JSON.stringify(operators), { mode: 0o600 });
    renameSync(`${file}.next`, file);
  }
  await ensure(operators, databaseUrl);
  return operators;
}

export const keptOperators = (file: string): readonly DemoOperator[] =>
  existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as DemoOperator[]) : [];

const newOperators = (): readonly DemoOperator[] => [
  { email: 'olga@example.com', name: 'Olga', password: newPassword() },
  { email: 'pete@example.com', name: 'Pete', password: newPassword() },
];

/** By the command that an installation's own operators are made with. */
function ensure(operators: readonly DemoOperator[], databaseUrl: string): Promise<void> {
  const command = spawn(process.execPath, [COMMAND, 'ensure'], {
    env: { ...process.env, DATABASE_URL: databaseUrl },
    stdio: ['pipe', 'ignore', 'pipe'],
  });
  let said = '';
  command.stderr.setEncoding('utf8').on('data', (text: string) => (said += text));
  command.stdin.on('error', () => undefined);
  command.stdin.end(operators.map((operator) => `${JSON.stringify(operator)}\n`).join(''));
  return new Promise((resolve, reject) => {
    command.on('error', reject);
    command.on('close', (code) => {
      if (code === 0) resolve();
      else reject(new Error(`the demo operators could not be made: ${said}`));
    });
  });
}

function newPassword(): string {
  const letters = 'abcdefghjkmnpqrstuvwxyz23456789';
  const text = Array.from({ length: 12 }, () => letters[randomInt(letters.length)]).join('');
  return (text.match(/.{4}/g) as string[]).join('-');
}
