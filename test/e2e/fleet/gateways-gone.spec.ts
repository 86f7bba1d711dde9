import { jest } from '@jest/globals';
import { aStack, type Stack } from '../../support/stack/a-stack.js';
import { FleetProgram } from './fleet-program.js';

jest.setTimeout(300_000);

describe('a fleet whose gateways die in the middle of a run', () => {
  let stack: Stack;
  let program: FleetProgram;
  beforeAll(async () => {
    stack = await aStack({ name: 'fleet-gateways-gone' });
    program = await FleetProgram.on(stack);
  });
  afterAll(async () => {
    program?.close();
    await stack?.close();
  });

  it('is accounted for honestly: blocked, and out of reach', async () => {
    const killed: Promise<void>[] = [];
    const args = ['--scenario', 'everyone', '--devices', '20', '--by-flow', '2'];
    // The last of them is connected; what comes next is the press.
    const onLine = (line: string): void => {
      if (killed.length === 0 && /enrolled, connected .* 2 of 2/.test(line))
        killed.push(stack.gateways[0]!.process.kill());
    };
    const { report } = await program.run(args, { isAlone: true, onLine });
    expect(killed.length).toBe(1);
    await Promise.all(killed);
    const { account, addsUp } = report;
    expect(addsUp).toBe(true);
    expect(account.sessions).toBe(20);
    // Who was told before the gateway was gone has confirmed; whoever is left is named, or known to be away.
    expect(account.confirmed + account.unreachable + account.odd.length).toBe(20);
    for (const { sid, why } of account.odd) {
      expect(sid).not.toBe('');
      expect(why).not.toBe('');
    }
  });
});
