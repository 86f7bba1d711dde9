import { jest } from '@jest/globals';
import { aStack, type Stack } from '../../support/stack/a-stack.js';
import { FleetProgram, type FleetRun } from './fleet-program.js';

// A loaded machine is no failure.
jest.setTimeout(300_000);

const DEVICES = 200;
const BY_FLOW = 8;

/** Every scenario, small, on one stack of two gateways. What is checked is the account, and no time. */
describe('a fleet of two hundred devices', () => {
  let stack: Stack;
  let program: FleetProgram;
  beforeAll(async () => {
    stack = await aStack({ name: 'fleet', gateways: 2, env: { SIGNOFF_CAMPAIGN_APPROVAL_ABOVE: '100' } });
    program = await FleetProgram.on(stack);
  });
  afterAll(async () => {
    program?.close();
    await stack?.close();
  });

  async function play(scenario: string, more: readonly string[] = [], isAlone = false): Promise<FleetRun> {
    const size = ['--devices', String(DEVICES), '--by-flow', String(BY_FLOW)];
    const run = await program.run(['--scenario', scenario, ...size, ...more], { isAlone });
    const { account, devices, isClean } = run.report;
    const { odd, neverLinked, findings } = account;
    // First of all, so that a red run names what is amiss.
    expect({ odd, neverLinked, findings, said: isClean ? '' : run.said }).toEqual({
      odd: [],
      neverLinked: [],
      findings: [],
      said: '',
    });
    expect(run.code).toBe(0);
    expect(account.confirmed + account.unreachable + account.signedOut + account.untouched).toBe(
      account.sessions,
    );
    expect([devices.asked, devices.seeded]).toEqual([DEVICES, DEVICES - BY_FLOW]);
    // Each seeded device began with a refresh.
    expect(devices.refreshed).toBeGreaterThanOrEqual(devices.seeded);
    expect(run.page).toContain(`Every one of ${account.sessions} sessions is accounted for.`);
    return run;
  }

  // The first, while nobody else's devices are there: the source's own count is held against this fleet's.
  it('everyone: all of them, by two operators', async () => {
    const { account, presses, notes } = (await play('everyone', [], true)).report;
    expect([presses.length, account.confirmed, account.untouched]).toEqual([1, DEVICES, 0]);
    expect(notes).toEqual(['A second operator approved it.']);
  });

  it('single: exactly the devices whose owners pressed are out, and each has confirmed', async () => {
    const { account, presses } = (await play('single')).report;
    expect([presses.length, account.confirmed, account.untouched]).toEqual([20, 20, 180]);
  });

  it('household: every device of the owners who pressed, and none of the others', async () => {
    const { account, presses } = (await play('household')).report;
    expect(account.confirmed).toBeGreaterThan(presses.length);
    expect(account.untouched).toBe(DEVICES - account.confirmed);
  });

  it('campaign: one model and no other, in three stages', async () => {
    const { account, presses, notes } = (await play('campaign')).report;
    expect([presses.length, account.confirmed, account.untouched]).toEqual([3, 50, 150]);
    expect(notes).toEqual([]);
  });

  it('reconnect-storm: all are back but those signed out meanwhile, who heard of it as they returned', async () => {
    const { account, latencies } = (await play('reconnect-storm')).report;
    expect(account.confirmed + account.untouched).toBe(DEVICES);
    expect(account.confirmed).toBeGreaterThan(0);
    expect(latencies.find(({ id }) => id === 'storm')?.count).toBe(account.untouched);
  });

  it('rolling-deploy: no sign-out is lost while gateways come and go', async () => {
    const { account, presses, closes } = (await play('rolling-deploy')).report;
    expect(account.confirmed).toBe(presses.length);
    // Sent away with notice.
    expect(closes['1012']).toBeGreaterThan(0);
  });

  it('soak: those signed out enrol again, at a steady pace', async () => {
    const { account, devices } = (await play('soak', ['--seconds', '4'])).report;
    expect(account.sessions).toBe(devices.seeded + devices.enrolled);
    expect(devices.enrolled).toBeGreaterThan(BY_FLOW);
  });
});
