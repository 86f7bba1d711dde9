/**
 * The mechanism: a gateway that said nothing for five seconds was counted out, and the rows of its devices went with
 * it. After an outage of Kafka every gateway has been silent for longer, and holds its sockets all the same: their
 * devices were shown offline until they connected again, and a sign-out of one said "not reached".
 */
import { randomUUID } from 'node:crypto';
import { aDevice, anAccount } from '../support/account-api/account.js';
import { FakePoint } from '../support/account-api/fake-point.js';
import { anInstallation, type Installation } from '../support/account-api/installation.js';
import { anInstance, type Instance } from '../support/account-api/instance.js';
import { until } from '../support/account-api/until.js';

describe('the devices of a gateway', () => {
  let installation: Installation;
  let api: Instance;
  const log: Record<string, unknown>[] = [];
  beforeAll(async () => {
    installation = await anInstallation();
    api = await anInstance(installation, {
      log: (line) => log.push(JSON.parse(line) as Record<string, unknown>),
    });
  });
  afterAll(async () => {
    await api?.close();
    await installation?.close();
  });

  const connected = async (boot: string) => {
    const sub = await anAccount(installation.database);
    const tv = await aDevice(api, installation.database, sub);
    const said = { sid: tv.sid, connection: randomUUID(), online: true, at: Date.now() };
    await installation.stream.publish({
      topic: installation.topic('devicePresence'),
      key: tv.sid,
      value: JSON.stringify({ v: 1, gateway: 'g', boot, connections: [said] }),
    });
    const isOnline = async (): Promise<boolean> => {
      const rows = await installation.database.query('SELECT 1 FROM device_presence WHERE sid = $1', [
        tv.sid,
      ]);
      return rows.length === 1;
    };
    await until('it is online', isOnline);
    return { sub, tv, isOnline };
  };
  const left = (boot: string, how: string): Promise<unknown> =>
    until(`it left: ${how}`, () => log.some((line) => line['boot'] === boot && line['how'] === how));

  it('stay online when it is only unheard, and a sign-out waits for their receipt', async () => {
    const gateway = await new FakePoint(installation.stream, installation).join();
    const { sub, tv, isOnline } = await connected(gateway.boot);
    await gateway.die();
    await left(gateway.boot, 'silent');
    expect(await isOnline()).toBe(true);
    const { id } = await api.revokeSession.revoke(sub, tv.sid);
    await until('it is blocked', async () => (await api.readRevocation.read(sub, id)).blockedAt !== null);
    expect((await api.readRevocation.read(sub, id)).devices[0]?.state).toBe('blocked');
  });

  it('go offline at once when it says that it is gone', async () => {
    const gateway = await new FakePoint(installation.stream, installation).join();
    const { isOnline } = await connected(gateway.boot);
    await gateway.leave();
    await left(gateway.boot, 'gone');
    await until('it is offline', async () => !(await isOnline()));
  });
});
