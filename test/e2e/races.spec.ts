import { setImmediate as turn } from 'node:timers/promises';
import { until } from '../support/account-api/until.js';
import { aStack, type Stack } from '../support/stack/a-stack.js';
import { enrolled, type EnrolledDevice } from '../support/stack/enrolled.js';
import { Person } from '../support/stack/person.js';
import { RawSocket } from '../support/stack/raw-socket.js';

const CONNECTS = 200;
const AT_ONCE = 4;
/** A hello is answered sooner than a sign-out is blocked: it begins anywhere within so many times that. */
const SPREAD = 1.5;

interface Race {
  /** `told`: it was ready before its session was blocked, and got the event. */
  readonly outcome: 'refused' | 'told' | 'ready when blocked';
  /** Hello and sign-out were under way at one time. */
  readonly inTheWindow: boolean;
}

describe('a connection that is made while its session is signed out', () => {
  let stack: Stack;
  let person: Person;
  /** From pressing to blocked, lately: the machine's own pace. */
  let blockedTookMs = 20;
  beforeAll(async () => {
    stack = await aStack({ name: 'races' });
    person = await Person.signedUp(stack.accountUrl);
  });
  afterAll(async () => {
    person?.close();
    await stack?.close();
  });

  it('is never let in once the session is blocked, in 200 races', async () => {
    const devices = [...(await enrolled(stack, person, CONNECTS))];
    const outcomes: Race[] = [];
    const oneAfterAnother = async (): Promise<void> => {
      for (let device = devices.pop(); device !== undefined; device = devices.pop()) {
        outcomes.push(await race(device));
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, oneAfterAnother));
    const count = (outcome: Race['outcome']): number =>
      outcomes.filter((one) => one.outcome === outcome).length;
    const inTheWindow = outcomes.filter((one) => one.inTheWindow).length;
    process.stdout.write(
      `${CONNECTS} connects against their sign-outs: ${inTheWindow} were under way at one time, ` +
        `${count('refused')} refused, ${count('told')} let in before and told\n`,
    );
    expect(outcomes).toHaveLength(CONNECTS);
    expect(count('ready when blocked')).toBe(0);
    // Else the races were none.
    expect(inTheWindow).toBeGreaterThan(CONNECTS / 10);
    expect(count('refused')).toBeGreaterThan(0);
    expect(count('told')).toBeGreaterThan(0);
  });

  async function race({ sid, accessToken, key }: EnrolledDevice): Promise<Race> {
    const socket = new RawSocket(stack.pushUrl, stack.keys.ca);
    try {
      await socket.nonce();
      let helloAt = Infinity;
      const saying = after(Math.random() * SPREAD * blockedTookMs).then(() => {
        helloAt = performance.now();
        return socket.sayHello(accessToken, key);
      });
      const pressedAt = performance.now();
      await person.blocked((await person.revokeSession(sid)).id);
      const blockedAt = performance.now();
      blockedTookMs = (blockedTookMs + blockedAt - pressedAt) / 2;
      // Whatever the gateway wrote before it said so is in this process's socket by now: let it be read.
      await turn();
      await turn();
      const wasReady = socket.saw('ready');
      await saying;
      const greeting = await until('the hello is answered', () => socket.greeting());
      const inTheWindow = helloAt < blockedAt && socket.answeredAt! > pressedAt;
      if (!greeting.ready) {
        expect(greeting.code).toBe(4501);
        return { outcome: 'refused', inTheWindow };
      }
      if (!wasReady) return { outcome: 'ready when blocked', inTheWindow };
      await until('the device is told', () => socket.saw('session-revoked'));
      return { outcome: 'told', inTheWindow };
    } finally {
      socket.close();
    }
  }
});

/** Puts two acts at a chosen distance; nothing is waited for by it. */
// eslint-disable-next-line no-restricted-syntax -- the distance is what is tested, and no outcome is waited for by it
const after = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
