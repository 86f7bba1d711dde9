import { aDevice, anAccount } from '../../support/account-api/account.js';
import type { WireOperator } from '../../support/account-api/wire-operator.js';
import type { CampaignWorld } from './a-campaign-world.js';
import { seedDevices } from './seed-devices.js';

/**
 * Ends everyone, of whom there are so many: one row and one event, sign-outs beside it go on, and every single one
 * is accounted for. Answers how long it took from the approval until it was blocked, ms.
 */
export async function endEveryone(world: CampaignWorld, count: number): Promise<number> {
  const { api, olga, pete, installation } = world;
  const { database } = installation;
  await seedDevices(database, count);
  expect(await olga.preview({})).toMatchObject({ count, exact: true, accounts: count / 10 });
  const made = (await olga.make({})).body;
  const id = made['id'] as string;
  expect(made['status']).toBe('waiting');
  const rows = async () =>
    (await database.query<{ n: number }>('SELECT count(*) AS n FROM revocations'))[0]!.n;
  const before = await rows();
  await pete.ask('POST', `/campaigns/${id}/approval`);
  expect(await rows()).toBe(before + 1);
  const events = await database.query(`SELECT 1 FROM outbox WHERE key = $1`, [id]);
  expect(events).toHaveLength(1);

  // Beside it, while it is counted: what is enrolled after it is signed out by its owner as ever.
  const sub = await anAccount(database);
  const tv = await aDevice(api, database, sub);
  const { devices } = await api.revokeSession.revoke(sub, tv.sid);
  expect(devices.map(({ sid }) => sid)).toEqual([tv.sid]);

  const counted = await world.settled(id, 'done', 900_000);
  expect([counted.count, counted.countIsFinal]).toEqual([count, true]);
  expect(counted.figures).toMatchObject({ blocked: count, confirmed: 0, told: 0, unreachable: count });
  const report = await readReport(api.url, olga, id);
  expect(report.devices).toBe(count);
  expect(report.tally).toEqual({ count, confirmed: 0, told: 0, unreachable: count, blocking: 0 });
  expect(await olga.preview({})).toMatchObject({ count: 0, exact: true });
  return counted.stages[0]!.blockedAfterMs!;
}

/** As it comes, a device a line, and no more of it in memory than a line: a million are half a gigabyte. */
async function readReport(
  url: string,
  operator: WireOperator,
  id: string,
): Promise<{ devices: number; tally: unknown }> {
  const response = await fetch(`${url}/operator/api/campaigns/${id}/report`, {
    headers: { cookie: operator.cookie },
  });
  let [devices, line] = [0, ''];
  for await (const chunk of response.body!.pipeThrough(new TextDecoderStream())) {
    const lines = (line + chunk).split('\n');
    line = lines.pop()!;
    devices += lines.filter((one) => one.startsWith('{"sid"')).length;
    const tally = lines.find((one) => one.startsWith('],"tally":'));
    if (tally !== undefined)
      return { devices, tally: JSON.parse(tally.slice('],"tally":'.length, -1)) as unknown };
  }
  throw new Error('the report was cut off');
}
