import { relative } from 'node:path';
import type { ReadStream } from 'node:tty';
import { createInterface } from 'node:readline';
import { keptDemo } from '../household/demo-account.js';
import type { Household } from '../household/household.js';
import type { Progress } from '../progress.js';
import type { Layout } from './layout.js';
import type { Addresses } from './servers.js';

/** The one block a person needs. */
export function welcome(
  household: Household,
  { accountUrl }: Addresses,
  layout: Layout,
  { say }: Progress,
): void {
  const demo = keptDemo(layout.demo);
  const names = household.devices.map(({ name }) => name).join(' and ');
  say(`
  Signoff runs. ${names} are signed in.

    Open      ${accountUrl}
    Sign in   ${demo?.email}   password   ${demo?.password}
    Press     profile icon → Account → Settings → "Sign out of all TVs and devices",
              and watch the devices answer, there and here

  ${process.stdin.isTTY ? 'Signed out? Type tv or phone and Enter, and it shows a new code.   ' : ''}Stop: Ctrl-C   Logs: ${relative('', layout.logs)}
`);
}

/** A word and Enter: the person stands before that device and presses a key. */
export function obeyWords(household: Household, input: ReadStream, { say }: Progress): void {
  if (!input.isTTY) return;
  createInterface({ input }).on('line', (line) => {
    const word = line.trim().toLowerCase();
    if (word === '') return;
    const device = household.devices.find(({ spec }) => spec.kind === word);
    if (device === undefined) say('  Type tv or phone and Enter for a new code; Ctrl-C stops.');
    else device.say('link');
  });
}
