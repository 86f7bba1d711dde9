import { randomBytes, randomInt } from 'node:crypto';
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { AccountPages, AccountPagesError } from './account-pages.js';

export interface Demo {
  readonly email: string;
  readonly password: string;
}

const EMAIL = 'demo@example.com';
const NAME = 'Demo';

/** The account of the demo, kept in `file` for this user's eyes only. Its password is made up: TLS listens to all. */
export async function signInToDemo(
  file: string,
  accountUrl: string,
): Promise<{ readonly demo: Demo; readonly pages: AccountPages }> {
  const pages = new AccountPages(accountUrl);
  const kept = keptDemo(file);
  if (kept !== null && (await succeeds(pages.signIn(kept.email, kept.password), 'sign_in_failed'))) {
    return { demo: kept, pages };
  }
  // Another database than last time: the same account there, so that both go on.
  if (kept !== null && (await succeeds(pages.signUp(kept.email, kept.password, NAME), 'email_taken'))) {
    return { demo: kept, pages };
  }
  // Or one that holds a demo whose password is lost.
  for (const email of [EMAIL, `demo-${randomBytes(3).toString('hex')}@example.com`]) {
    const demo = { email, password: newPassword() };
    // Kept first: an account whose password nobody knows would be of no use.
    keep(file, demo);
    if (await succeeds(pages.signUp(email, demo.password, NAME), 'email_taken')) return { demo, pages };
  }
  throw new Error('no demo account could be made');
}

/** Sees to it that there is one. The browser it took to do so is gone again: nobody would know it in the list. */
export async function makeDemo(file: string, accountUrl: string): Promise<void> {
  const { pages } = await signInToDemo(file, accountUrl);
  await pages.signOut();
}

export function keptDemo(file: string): Demo | null {
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Demo) : null;
}

function keep(file: string, demo: Demo): void {
  writeFileSync(`${file}.next`, JSON.stringify(demo), { mode: 0o600 });
  renameSync(`${file}.next`, file);
}

/** Three groups of letters that are not mistaken for one another: read off a terminal, typed into a page. */
function newPassword(): string {
  const letters = 'abcdefghjkmnpqrstuvwxyz23456789';
  const text = Array.from({ length: 12 }, () => letters[randomInt(letters.length)]).join('');
  return (text.match(/.{4}/g) as string[]).join('-');
}

async function succeeds(work: Promise<void>, expected: string): Promise<boolean> {
  try {
    await work;
    return true;
  } catch (error) {
    if (error instanceof AccountPagesError && error.code === expected) return false;
    throw error;
  }
}
