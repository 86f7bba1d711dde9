import { randomUUID } from 'node:crypto';
import { until } from '../../support/account-api/until.js';
import { aSession } from '../../support/push-gateway/an-issuer.js';
import { aGateway, type TestGateway } from '../../support/push-gateway/a-gateway.js';

const LONG = { receiptWindowMs: 600_000 };
/** More than one slice of telling, so that there is a between. */
const DEVICES = 200;

describe('an operator stops the telling', () => {
  let gateway: TestGateway;
  beforeEach(async () => {
    gateway = await aGateway();
  });
  afterEach(() => gateway.close());

  /** The stop is read just after the first device was told. */
  const stoppedInTheMiddle = async (jti: string) => {
    const devices = await Promise.all(Array.from({ length: DEVICES }, () => gateway.ready()));
    let writes = 0;
    for (const connection of gateway.gateway.hub.registered()) {
      const { write } = connection;
      connection.write = (frame) => {
        write.call(connection, frame);
        if (++writes === 1) gateway.point.stopTelling(jti);
      };
    }
    await gateway.point.revoke({ type: 'class', cutoff: 1_000_000 }, { ...LONG, jti });
    await until('the telling has ended', async () => (await gateway.metric('fan_out_ms')) === 1);
    // In order behind whatever was written before.
    await Promise.all(devices.map((device) => device.pingAfterAll()));
    return {
      told: devices.filter((device) => device.hasHeard('session-revoked')),
      untold: devices.filter((device) => !device.hasHeard('session-revoked')),
    };
  };

  it('leaves who was not told connected and blocked: nothing but pongs, and no renewal', async () => {
    const { told, untold } = await stoppedInTheMiddle(randomUUID());
    expect([told.length, untold.length]).toEqual([1, DEVICES - 1]);
    expect(await gateway.metric('told_total')).toBe(1);
    expect([...gateway.gateway.hub.registered()].every(({ stage }) => stage === 'over')).toBe(true);
    const [device] = untold;
    await device!.prove('renew', device!.session, await gateway.issuer.token(device!.session));
    expect(await device!.closed).toMatchObject({ code: 4501 });
  });

  it('closes who was not told once its token ends, so that the token endpoint tells it', async () => {
    const { untold } = await stoppedInTheMiddle(randomUUID());
    gateway.point.aheadMs = 400_000;
    expect(await untold[0]!.closed).toMatchObject({ code: 4501 });
  });

  it('tells nobody when the same event comes again, or comes only then', async () => {
    const jti = randomUUID();
    const { untold } = await stoppedInTheMiddle(jti);
    await gateway.point.revoke({ type: 'class', cutoff: 1_000_000 }, { ...LONG, jti });
    const other = await gateway.ready(aSession({ seq: 2_000_000 }));
    const never = randomUUID();
    gateway.point.stopTelling(never);
    await gateway.point.revoke({ type: 'session', sid: other.session.sid }, { ...LONG, jti: never });
    await until('the second has ended', async () => (await gateway.metric('fan_out_ms')) === 2);
    const silent = [...untold, other];
    for (const device of silent) await device.pingAfterAll();
    expect(silent.some((device) => device.hasHeard('session-revoked'))).toBe(false);
  });

  it('tells a device of the next revocation that covers it', async () => {
    const { untold } = await stoppedInTheMiddle(randomUUID());
    const [device] = untold;
    await gateway.point.revoke({ type: 'session', sid: device!.session.sid }, LONG);
    await device!.hears('session-revoked');
  });
});
