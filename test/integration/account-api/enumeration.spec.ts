import { randomUUID } from 'node:crypto';
import { LinkedWorld } from '../../support/account-api/linked-world.js';
import { WirePerson } from '../../support/account-api/wire-person.js';

const TRIES = 21;
/** What must not be told apart differs by the machine's noise; a hash that is left out is a twentieth. */
const AT_MOST_TIMES = 2.5;

describe('who has an account', () => {
  let world: LinkedWorld;
  beforeAll(async () => {
    // A hash as dear as it is in earnest: it is what would tell them apart.
    world = await LinkedWorld.open({
      config: { argon2MemoryKib: 19_456, argon2Passes: 2, signInAttempts: 1_000_000 },
    });
  });
  afterAll(() => world?.close());

  it('is not told by how long a refusal takes: a wrong password as long as an unknown email', async () => {
    const person = await world.aPerson();
    const stranger = new WirePerson(world.api.url);
    const took = async (email: string): Promise<number> => {
      const askedAt = performance.now();
      const answer = await stranger.ask('POST', '/api/browser-session', {
        email,
        password: 'not the password',
      });
      expect(answer.status).toBe(401);
      return performance.now() - askedAt;
    };
    const known: number[] = [];
    const unknown: number[] = [];
    await took(person.email);
    // In turns, so that whatever else the machine does falls on both.
    for (let n = 0; n < TRIES; n++) {
      known.push(await took(person.email));
      unknown.push(await took(`${randomUUID()}@example.com`));
    }
    const ratio = median(known) / median(unknown);
    expect(ratio).toBeGreaterThan(1 / AT_MOST_TIMES);
    expect(ratio).toBeLessThan(AT_MOST_TIMES);
  });
});

const median = (times: readonly number[]): number => [...times].sort((a, b) => a - b)[times.length >> 1]!;
