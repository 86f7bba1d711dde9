import { relative } from 'node:path';
import type { ReadStream } from 'node:tty';
import { createInterface } from 'node:readline';
import { keptDemo } from '../household/demo-account.js';
import { keptOperators } from '../household/demo-operators.js';
import type { Household } from '../household/household.js';
import type { Progress } from '../progress.js';
import type { Layout } from './layout.js';
import type { Addresses } from './servers.js';

/** The one block a person needs. @param household of programs, where the devices are no pages */
export function welcome(
  household: Household | null,
  addresses: Addresses,
  layout: Layout,
  { say }: Progress,
): void {
  const demo = keptDemo(layout.demo);
  const { accountUrl, pagesUrl } = addresses;
  const operators = keptOperators(layout.operators)
    .map(({ email, password }) => `${email}   ${password}`)
    .join('   or   ');
  const campaigns = `${accountUrl}/operator/   ${operators}`;
  const stop = `Stop: Ctrl-C   Logs: ${relative('', layout.logs)}`;
  if (household === null) {
    say(`
  Signoff runs.

    Open      ${pagesUrl}/stage/
    Press     "Use the demo account", then "Sign out" on the TV,
              and its film stops in mid-scene

  Each by itself: ${accountUrl}   ${pagesUrl}/tv/   ${pagesUrl}/phone/
  Demo account:   ${demo?.email}   password   ${demo?.password}
  Operators:      ${campaigns}
  ${stop}
`);
    return;
  }
  const names = household.devices.map(({ name }) => name).join(' and ');
  say(`
  Signoff runs. ${names} are signed in.

    Open      ${accountUrl}
    Sign in   ${demo?.email}   password   ${demo?.password}
    Press     profile icon → Account → Settings → "Sign out of all TVs and devices",
              and watch the devices answer, there and here

  Operators:      ${campaigns}
  ${process.stdin.isTTY ? 'Signed out? Type tv or phone and Enter, and it shows a new code.   ' : ''}${stop}
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
