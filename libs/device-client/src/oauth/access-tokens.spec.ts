import { DeviceWorld } from '../testing/index.js';

describe('the access token of a device', () => {
  let world: DeviceWorld;
  beforeEach(() => {
    world = new DeviceWorld();
  });
  afterEach(() => world.close());

  it('survives lost answers: a refresh costs another request and ends nothing', async () => {
    await world.linked();
    world.issuer.lostAnswers.set('/token', 3);
    world.gateway.current.close('token_expired');
    await world.until('it is back', () => world.gateway.isReady, 200);
    expect(world.saw('enrolment-screen') && world.last('enrolment-screen')?.because).toBe('new');
    expect([...world.issuer.sessions.values()]).toHaveLength(1);
  });

  it.each([
    [500, { error: 'server_error' }],
    [429, { error: 'too_many_requests' }],
    [401, { error: 'invalid_client' }],
    [400, { error: 'invalid_dpop_proof' }],
    [400, { error: 'temporarily_unavailable' }],
    [200, { access_token: 'x' }],
  ])('outlives an answer %d %j', async (status, body) => {
    await world.linked();
    world.issuer.scripted.push({ status, body });
    world.gateway.current.close('token_expired');
    await world.until('it is back', () => world.gateway.isReady, 200);
    expect(world.disk.record.grant).not.toBeNull();
    expect(world.data.playing).toBe(true);
  });

  it('follows the server’s nonce when it changes', async () => {
    await world.linked();
    world.issuer.rotateNonce();
    world.gateway.current.close('token_expired');
    await world.until('it is back', () => world.gateway.isReady);
  });

  it('is asked for once, when two ask at the same moment', async () => {
    const device = await world.linked();
    const refreshes = world.issuer.asked('/token');
    world.gateway.current.close('token_expired');
    device.wake();
    await world.until('it is back', () => world.gateway.isReady);
    expect(world.issuer.asked('/token')).toBe(refreshes + 1);
  });

  it('brings the facts the server now has of the device, and an event is judged by those', async () => {
    await world.linked();
    const [session] = [...world.issuer.sessions.values()];
    const facts = { ...session?.session, appVersion: '5.0.0' };
    world.issuer.scripted.push({ status: 200, body: { access_token: 'x', expires_in: 300, session: facts } });
    world.gateway.current.close('token_expired');
    await world.until('the facts are kept', () => world.disk.record.grant?.session.appVersion === '5.0.0');
    expect(world.disk.record.grant?.refreshToken).toBe('refresh-1');
  });
});
