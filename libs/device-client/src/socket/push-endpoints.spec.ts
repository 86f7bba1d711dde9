import { PushEndpoints } from './push-endpoints.js';

const URLS = ['wss://one/devices', 'wss://two/devices', 'wss://three/devices'];

describe('the gateway that a device dials', () => {
  it('is any of them, so that devices spread over all', () => {
    const dialled = [0, 0.34, 0.99].map((random) => new PushEndpoints(() => random).next(URLS));
    expect(dialled).toEqual(URLS);
  });

  it('is another one than the last', () => {
    let random = 0;
    const endpoints = new PushEndpoints(() => random);
    for (let last = '', i = 0; i < 50; i++) {
      random = (i * 0.37) % 1;
      const url = endpoints.next(URLS);
      expect(url).not.toBe(last);
      expect(URLS).toContain(url);
      last = url;
    }
  });

  it('is the only one there is, each time', () => {
    const endpoints = new PushEndpoints(() => 0.999);
    expect([endpoints.next(['wss://one/devices']), endpoints.next(['wss://one/devices'])]).toEqual([
      'wss://one/devices',
      'wss://one/devices',
    ]);
  });
});
