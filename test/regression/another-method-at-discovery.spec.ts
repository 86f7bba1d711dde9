/**
 * The mechanism: every method of oidc-provider's paths went to it. It answers those it does not know with an empty
 * 404, and what is added to the discovery document was added to that nothing: 500 for anybody who sent DELETE. The
 * others were a bare "Not Found", which no device's maker could look up.
 */
import { OIDC_PATHS } from '../../apps/account-api/src/app.js';
import { LinkedWorld } from '../support/account-api/linked-world.js';

describe('another method at a path of the authorization server', () => {
  let world: LinkedWorld;
  beforeAll(async () => {
    world = await LinkedWorld.open();
  });
  afterAll(() => world?.close());

  it.each(OIDC_PATHS)('%s: 404, with a code that is documented', async (path) => {
    const isWrite = path === '/token' || path === '/device_authorization';
    for (const method of isWrite ? ['GET', 'PUT', 'DELETE'] : ['POST', 'PATCH', 'DELETE']) {
      const response = await fetch(world.api.url + path, { method });
      expect([method, response.status]).toEqual([method, 404]);
      expect(await response.json()).toMatchObject({ code: 'route_not_found' });
    }
  });
});
