import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { CannotStart } from '../cannot-start.js';
import { AccountPages, type Revocation } from '../household/account-pages.js';
import { DeviceProgram } from '../household/device-program.js';
import type { Started } from '../processes/started.js';
import type { Progress } from '../progress.js';

export interface TourOptions {
  readonly accountUrl: string;
  readonly issuer: string;
  readonly caFile: string;
  readonly folder: string;
  readonly logsDir: string;
  readonly started: Started;
  readonly progress: Progress;
}

const SETTLED_WITHIN_MS = 20_000;
const ASK_EVERY_MS = 10;

/** One walk over the real wire with devices of its own: link, list, sign out one, sign out all. */
export async function tour(options: TourOptions): Promise<void> {
  const { accountUrl, folder, started, progress } = options;
  const { say } = progress;
  const devices = mkdtempSync(join(folder, 'tour-'));
  const program = (kind: 'tv' | 'phone', name: string): DeviceProgram =>
    new DeviceProgram({ kind, name, dataDir: join(devices, kind) }, started, options);
  try {
    say('\nA tour of one sign-out, over the real wire\n');
    const owner = new AccountPages(accountUrl);
    const email = `tour-${randomBytes(4).toString('hex')}@example.com`;
    await owner.signUp(email, randomBytes(18).toString('base64url'), 'Tour');
    say(`1  An account: ${email}`);

    say('\n2  Two devices show a code, the owner approves, their tokens are bound to their own keys:');
    const tv = program('tv', 'Living room TV');
    const tvSid = await link(tv, owner, say);
    const phone = program('phone', 'My phone');
    await link(phone, owner, say);

    const sessions = (await owner.sessions()).filter(({ state }) => state === 'active');
    say('\n3  Every active session of the account:');
    for (const { name, model, current } of sessions) {
      say(`     ${name}${model === name ? '' : ` (${model})`}${current ? ', this browser' : ''}`);
    }

    say('\n4  "Sign out", on the TV');
    const wiped = tv.next('signed-out');
    await tellClocks(owner, await owner.revokeSession(tvSid), say);
    say(`     The TV deleted: ${(await wiped).wiped.join(', ')}`);
    const pong = phone.next('pong');
    const sentAt = performance.now();
    phone.say('ping');
    await pong;
    say(`     The phone goes on: its ping came back in ${ms(performance.now() - sentAt)}`);

    say('\n5  The TV is linked again, then "Sign out of all TVs and devices"');
    const linking = link(tv, owner, say);
    tv.say('link');
    await linking;
    const browser = sessions.find(({ current }) => current);
    if (browser === undefined)
      throw new CannotStart('The list of sessions lacks the browser that asked for it.');
    const both = [tv, phone].map((device) => device.next('signed-out'));
    await tellClocks(owner, await owner.revokeAllBut(browser.sid), say);
    await Promise.all(both);
    say('     Both are back at their enrolment screens. This browser is not signed out.\n');
    await owner.signOut();
    say('Now see it for yourself: npm start');
  } finally {
    await started.stop(progress);
    rmSync(devices, { recursive: true, force: true });
  }
}

/** The device shows a code, its owner reads and approves it, the device connects. Returns its session. */
async function link(device: DeviceProgram, owner: AccountPages, say: Progress['say']): Promise<string> {
  const online = device.next('online');
  const linked = device.next('linked');
  const { userCode } = await device.next('user-code');
  await owner.approve(userCode);
  const { session } = await linked;
  await online;
  say(`     ${device.name} showed ${userCode}; approved; it is online`);
  return session.sid;
}

async function tellClocks(owner: AccountPages, { id }: Revocation, say: Progress['say']): Promise<void> {
  const { requestedAt, blockedAt, devices } = await settled(owner, id);
  say(`     Blocked ${ms(blockedAt - requestedAt)} after it was pressed: no server lets it in any more`);
  for (const { name, kind, confirmedAt } of devices.filter((device) => device.kind !== 'browser')) {
    say(
      `     ${name}: the ${kind === 'tv' ? 'TV' : kind} reports it is wiped, ${ms((confirmedAt ?? 0) - requestedAt)}`,
    );
  }
}

/** Once every point refuses, and every device's receipt has been verified. Errors: CannotStart. */
async function settled(
  owner: AccountPages,
  id: string,
): Promise<Revocation & { readonly blockedAt: number }> {
  const deadline = performance.now() + SETTLED_WITHIN_MS;
  for (;;) {
    const revocation = await owner.revocation(id);
    const { blockedAt, devices } = revocation;
    const confirmed = devices.every(({ kind, confirmedAt }) => kind === 'browser' || confirmedAt !== null);
    if (blockedAt !== null && confirmed) return { ...revocation, blockedAt };
    if (performance.now() > deadline) {
      throw new CannotStart(
        `The sign-out was not blocked and confirmed within ${SETTLED_WITHIN_MS / 1000} s.`,
      );
    }
    await delay(ASK_EVERY_MS);
  }
}

const ms = (duration: number): string => `${Math.round(duration)} ms`;
