import { anAuthority, type Authority } from '#libs/device-client/testing';
import { CLOSE } from '#libs/push-protocol';
import { aReceipt } from '../../support/push-gateway/an-issuer.js';
import { aGateway, type TestGateway } from '../../support/push-gateway/a-gateway.js';
import { CLOSING, closePayload, maskedFrame, TEXT, Wire } from '../../support/push-gateway/wire.js';

const BAD = CLOSE.bad_frame.code;
/** A gateway waits 2 s for the answer to its close. */
const WAITED_MS = 1_800;

describe.each(['plain', 'tls'] as const)('a close over the %s listener', (kind) => {
  let authority: Authority;
  let gateway: TestGateway;
  beforeEach(async () => {
    authority = await anAuthority();
    gateway = await aGateway({ tls: authority });
  });
  // Resolves only once not one socket is left.
  afterEach(() => gateway.close());

  const dial = (): Promise<Wire> =>
    kind === 'tls' ? Wire.challenged(gateway.tlsUrl, authority.ca) : Wire.challenged(gateway.url);
  const sentAway = async (): Promise<Wire> => {
    const wire = await dial();
    wire.say(TEXT, 'no JSON');
    expect(await wire.closed()).toBe(BAD);
    return wire;
  };

  it('is over once it is answered, and not after a while: the gateway hangs up first, without a reset', async () => {
    const [silent, wire] = [await sentAway(), await sentAway()];
    wire.say(CLOSING, closePayload(BAD));
    expect(await Promise.race([silent.over.then(() => 'the silent one'), wire.over])).toBe('fin');
    wire.socket.end();
    silent.socket.destroy();
  });

  it('is over once it is answered without a code', async () => {
    const wire = await sentAway();
    wire.say(CLOSING, '');
    expect(await wire.over).toBe('fin');
    wire.socket.end();
  });

  it('that is answered octet by octet is answered', async () => {
    const wire = await sentAway();
    wire.socket.setNoDelay(true);
    for (const octet of maskedFrame(CLOSING, closePayload(BAD))) wire.socket.write(Buffer.of(octet));
    expect(await wire.over).toBe('fin');
    wire.socket.end();
  });

  it('that nobody answers is cut off after a while', async () => {
    const wire = await sentAway();
    const begun = performance.now();
    await wire.over;
    expect(performance.now() - begun).toBeGreaterThan(WAITED_MS);
    wire.socket.destroy();
  });

  it('that is answered by a mere FIN is over', async () => {
    const wire = await sentAway();
    wire.socket.end();
    expect(await wire.over).toBe('fin');
  });

  it('that is answered by a reset is over', async () => {
    const wire = await sentAway();
    // Node resets no TLS sockets; its FIN comes without TLS's own goodbye.
    if (kind === 'tls') wire.socket.destroy();
    else wire.socket.resetAndDestroy();
    await wire.over;
  });

  it('that is answered by frames nobody understands is the last word, whatever they are', async () => {
    const wire = await sentAway();
    for (let i = 0; i < 100; i++) wire.say(TEXT, '{"type":"ping"}');
    wire.socket.write(Buffer.alloc(64, 0xff));
    wire.socket.end();
    await wire.over;
    expect(wire.frames().at(-1)!.opcode).toBe(CLOSING);
    expect(wire.closes()).toEqual([BAD]);
  });

  it('of the device is answered with its own code', async () => {
    const wire = await dial();
    wire.say(CLOSING, closePayload(1001));
    expect(await wire.over).toBe('fin');
    expect(wire.closes()).toEqual([1001]);
    wire.socket.end();
  });

  it('of the device that never hangs up is cut off after a while', async () => {
    const wire = await dial();
    wire.say(CLOSING, closePayload(1001));
    expect(await wire.over).toBe('fin');
    await gateway.gateway.drain(0);
    expect(wire.closes()).toEqual([1001]);
    wire.socket.destroy();
  });

  it('that crosses with one of the device is said once by each', async () => {
    const wire = await dial();
    wire.socket.write(
      Buffer.concat([
        maskedFrame(TEXT, Buffer.from('no JSON')),
        maskedFrame(CLOSING, closePayload(1001)),
        maskedFrame(TEXT, Buffer.from('what must not follow')),
      ]),
    );
    await wire.over;
    expect(wire.closes()).toEqual([BAD]);
    wire.socket.end();
  });
});

describe('what is said with a close', () => {
  it('comes before it, and nothing comes after it', async () => {
    const gateway = await aGateway();
    const device = await gateway.ready();
    await gateway.point.revoke({ type: 'session', sid: device.session.sid });
    await device.hears('session-revoked');
    device.say({ type: 'receipt', receipt: await aReceipt(device.session, gateway.issuer.issuer) });
    for (let i = 0; i < 10; i++) device.say({ type: 'ping' });
    expect(await device.closed).toEqual({
      code: CLOSE.session_revoked.code,
      reason: CLOSE.session_revoked.reason,
    });
    const types = device.frames.map(({ type }) => type);
    expect(types.at(-1)).toBe('receipt-stored');
    expect(types.filter((type) => type === 'receipt-stored')).toHaveLength(1);
    await gateway.close();
  });

  it('is not written to a device that reads nothing: it is cut off as one', async () => {
    const gateway = await aGateway();
    const device = await gateway.ready();
    const [connection] = gateway.gateway.hub.ofSession(device.session.sid);
    const before = await gateway.metric('closes_total', { name: 'slow_consumer' });
    device.socket.pause();
    const frame = Buffer.alloc(1 << 20, 0x20);
    // Until neither kernel takes any more.
    for (let i = 0; i < 64 && connection!.stage !== 'ended'; i++) connection!.write(frame);
    expect(connection!.stage).toBe('ended');
    connection!.sayLast({ type: 'pong' }, 'session_revoked');
    expect(await gateway.metric('closes_total', { name: 'slow_consumer' })).toBe(before + 1);
    device.socket.terminate();
    await gateway.close();
  });
});
