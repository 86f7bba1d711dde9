import { until } from '../../support/account-api/until.js';
import { aGateway } from '../../support/push-gateway/a-gateway.js';
import { fuzzed, openHandles } from '../../support/push-gateway/fuzz.js';

const FRAMES = 1_500;

it(`a gateway takes ${FRAMES} frames of whatever kind, closes by its registry, and keeps nothing of them`, async () => {
  const gateway = await aGateway();
  try {
    await fuzzed(gateway, 40);
    await until('the first are forgotten', () => gateway.gateway.hub.size.registered === 0, 30_000);
    const before = openHandles();
    const { frames, unregistered } = await fuzzed(gateway, FRAMES);
    expect(unregistered).toEqual([]);
    expect(frames).toBeGreaterThanOrEqual(FRAMES);
    const isEmpty = (): boolean => {
      const { greeting, registered } = gateway.gateway.hub.size;
      return greeting + registered === 0;
    };
    await until('all are forgotten', isEmpty, 30_000);
    // A few of Node's own come and go.
    await until('their handles are closed', () => openHandles() < before + 20, 30_000);
    expect(await (await gateway.ready()).ping()).toBe('pong');
  } finally {
    await gateway.close();
  }
});
