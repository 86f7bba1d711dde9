/**
 * The mechanism: oidc-provider looks in its settings for the client that a request names, and then in its storage,
 * where ours took any question about clients for a mistake of our own. So a `client_id` that is none was answered
 * 500, which tells a device to come back, and stood in the log as an error for somebody to act on.
 */
import { LinkedWorld } from '../support/account-api/linked-world.js';

describe('a client that nobody knows', () => {
  let world: LinkedWorld;
  const errors: string[] = [];
  beforeAll(async () => {
    world = await LinkedWorld.open({
      log: (line) => {
        if ((JSON.parse(line) as { level: string }).level === 'error') errors.push(line);
      },
    });
  });
  afterAll(() => world?.close());

  it.each(['x', '__proto__', 'a\0b', 'https://evil.test', 'a'.repeat(5_000)])(
    'is told that it is none, and nobody is called: %j',
    async (name) => {
      const tv = world.aTv();
      const asked = await tv.askForCode({ client_id: name });
      expect([asked.status, asked.body['error']]).toEqual([401, 'invalid_client']);
      const refreshed = await tv.refresh('x', { client_id: name });
      expect([refreshed.status, refreshed.body['error']]).toEqual([401, 'invalid_client']);
      expect(errors).toEqual([]);
    },
  );
});
