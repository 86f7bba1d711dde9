/**
 * Long because its devices take their time: receipts are spread over a window, a gateway is killed in the middle of
 * it, and the wall is watched until each device has come back another way and confirmed.
 */
import type { Browser } from 'playwright-core';
import { openDatabase, type Database } from '#libs/database';
import { until } from '../support/account-api/until.js';
import { WireOperator } from '../support/account-api/wire-operator.js';
import { aStack, type Stack } from '../support/stack/a-stack.js';
import { Person } from '../support/stack/person.js';
import { StackDevice } from '../support/stack/stack-device.js';
import { openChromium } from './support/chromium.js';
import { countOf, figuresOf, tilesSeen } from './support/seen-wall.js';
import { picture, visit } from './support/visit.js';

const DEVICES = 24;
const WINDOW_MS = 15_000;
const DEADLINE_MS = 120_000;

describe('a gateway killed in the middle of a wave', () => {
  let browser: Browser;
  let stack: Stack;
  let database: Database;
  const people: Person[] = [];
  const devices: StackDevice[] = [];

  beforeAll(async () => {
    browser = await openChromium();
    stack = await aStack({
      name: 'wall-heals',
      gateways: 2,
      env: { SIGNOFF_DEVICE_CODES_PER_ADDRESS: '100000' },
    });
    database = await openDatabase(stack.room.databaseUrl, { poolSize: 1 });
    const person = await Person.signedUp(stack.accountUrl);
    people.push(person);
    devices.push(
      ...(await Promise.all(Array.from({ length: DEVICES }, () => StackDevice.linked(stack, person)))),
    );
  }, 120_000);
  afterAll(async () => {
    for (const one of [...devices, ...people]) one.close();
    await database?.close();
    await browser?.close();
    await stack?.close();
  });

  it('is seen to heal: each device is blocked, and confirms all the same', async () => {
    const operator = await WireOperator.signedIn(stack.accountUrl, database);
    const { page, context, bring, goTo, complaints } = await visit(browser, stack.accountUrl, {
      viewport: { width: 1240, height: 900 },
      reducedMotion: 'reduce',
    });
    await bring({ cookie: operator.cookie });
    await goTo('/operator/wall');
    const shown = (seen: string): Promise<number> => figuresOf(page).then((figures) => figures[seen] ?? 0);
    await until('all online', async () => (await shown('online')) === DEVICES, DEADLINE_MS);

    const { status } = await operator.make({ kinds: ['tv'] }, { receiptWindowMs: WINDOW_MS });
    expect(status).toBe(201);
    await until('the wave', async () => (await shown('confirmed')) > 0, DEADLINE_MS);
    await stack.gateways[0]!.process.kill();
    const atTheKill = await shown('confirmed');
    await picture(page, 'operator-wall-killed');
    await until('all confirmed', async () => (await shown('confirmed')) === DEVICES, DEADLINE_MS);
    process.stdout.write(`${atTheKill} of ${DEVICES} had confirmed when the gateway was killed\n`);
    expect(countOf(await tilesSeen(page, DEVICES))).toEqual({ confirmed: DEVICES });
    for (const device of devices) expect((await device.hears('signed-out')).wiped).toContain('tokens');

    // Slowly, so that no look can miss it.
    await page.getByLabel('Speed').selectOption('0.1');
    await page.getByRole('button', { name: 'Replay the last wave' }).click();
    await until('the record seen again', async () => (await shown('confirmed')) < DEVICES, DEADLINE_MS);
    await page.getByRole('button', { name: 'Go live' }).click();
    await until('its end', async () => (await shown('confirmed')) === DEVICES, DEADLINE_MS);
    expect(complaints).toEqual([]);
    await context.close();
  }, 300_000);
});
