import { jest } from '@jest/globals';
import { aDevice, anAccount } from '../../support/account-api/account.js';
import { anInstance, type Instance } from '../../support/account-api/instance.js';
import { until } from '../../support/account-api/until.js';
import { WireOperator } from '../../support/account-api/wire-operator.js';
import type { WallBatch } from '../../../apps/account-api/src/wall/wall.js';
import { CampaignWorld } from './a-campaign-world.js';

jest.setTimeout(120_000);

/** The batches of an event stream, as they come. */
class Batches {
  readonly all: WallBatch[] = [];
  readonly #leave = new AbortController();
  #reading: Promise<void> = Promise.resolve();

  static async of(api: Pick<Instance, 'url'>, olga: WireOperator, query = ''): Promise<Batches> {
    const batches = new Batches();
    const response = await fetch(`${api.url}/operator/api/wall/events${query}`, {
      headers: { cookie: olga.cookie },
      signal: batches.#leave.signal,
    });
    if (response.status !== 200) throw new Error(`no stream: ${response.status}`);
    batches.#reading = batches.#read(response).catch(() => {});
    return batches;
  }

  /** Every number that was ever told so. */
  told(what: 'online' | 'offline' | 'blocked' | 'confirmed'): number[] {
    return this.all.flatMap((batch) => batch[what]).sort((a, b) => a - b);
  }

  async close(): Promise<void> {
    this.#leave.abort();
    await this.#reading;
  }

  async #read(response: Response): Promise<void> {
    let text = '';
    for await (const chunk of response.body!) {
      text += Buffer.from(chunk).toString();
      const blocks = text.split('\n\n');
      text = blocks.pop()!;
      for (const block of blocks) {
        const data = /^event: batch\ndata: (.*)$/m.exec(block)?.[1];
        if (data !== undefined) this.all.push(JSON.parse(data) as WallBatch);
      }
    }
  }
}

describe('the wall', () => {
  let world: CampaignWorld;
  let second: Instance;

  beforeAll(async () => {
    world = await CampaignWorld.open();
    second = await anInstance(world.installation);
  });
  afterAll(async () => {
    await second?.close();
    await world?.close();
  });

  it('has a tile for each living device, and tells by number, on whichever instance, what becomes of each', async () => {
    const { api, olga, installation } = world;
    const { database } = installation;
    const sub = await anAccount(database);
    const model = world.aModel();
    const gone = await aDevice(api, database, sub, { model });
    const [one, two] = [
      await aDevice(api, database, sub, { model }),
      await aDevice(api, database, sub, { model }),
    ];
    await api.revokeSession.revoke(sub, gone.sid);
    // Ahead, so that no sweep for gateways that are no more takes it for left over.
    const connect = (sid: string) =>
      database.query(
        `INSERT INTO device_presence (sid, gateway, boot, connection, since) VALUES ($1::uuid, 'g', 'b', $1::uuid::text, now() + interval '1 hour')`,
        [sid],
      );
    await connect(one.sid);
    const { body } = await olga.ask('GET', '/wall');
    const tiles = (body['tiles'] as { sid: string; online: boolean }[]).filter(({ sid }) =>
      [gone.sid, one.sid, two.sid].includes(sid),
    );
    expect(tiles).toEqual([
      { sid: one.sid, kind: 'tv', model, online: true },
      { sid: two.sid, kind: 'tv', model, online: false },
    ]);
    const numberOf = (sid: string) =>
      (body['tiles'] as { sid: string }[]).findIndex((tile) => tile.sid === sid);
    const [first, other] = [numberOf(one.sid), numberOf(two.sid)];

    const streams = [
      await Batches.of(api, olga, `?wall=${String(body['wall'])}`),
      await Batches.of(second, olga),
    ];
    for (const stream of streams) {
      await until('how it stands', () => stream.all.length > 0);
      expect(stream.told('online')).toEqual([first]);
    }
    await connect(two.sid);
    for (const stream of streams)
      await until('the second came', () => stream.told('online').includes(other), 60_000);
    await olga.make({ models: [model] });
    for (const stream of streams) {
      await until('both blocked', () => stream.told('blocked').length === 2, 60_000);
      expect(stream.told('blocked')).toEqual([first, other].sort((a, b) => a - b));
    }
    await database.query('DELETE FROM device_presence WHERE sid = $1', [one.sid]);
    await database.query(
      `INSERT INTO receipts (sid, jti, event_jti, event_hash, wiped, jws) VALUES ($1, 'r', gen_random_uuid(), 'h', '[]', 'j')`,
      [one.sid],
    );
    for (const stream of streams) {
      await until('the first confirmed', () => stream.told('confirmed').includes(first), 60_000);
      await until(
        'and went',
        () => stream.told('offline').filter((number) => number === first).length > 0,
        60_000,
      );
      expect(stream.told('confirmed')).toEqual([first]);
    }
    // Who comes late is told all of it.
    const late = await Batches.of(second, olga, `?wall=${String(body['wall'])}`);
    await until('how it stands', () => late.all.length > 0);
    expect(late.all[0]).toMatchObject({ online: [other], confirmed: [first] });
    expect(late.told('blocked')).toHaveLength(2);
    for (const stream of [...streams, late]) await stream.close();
  });

  it('of another operator, or of nobody, is none; and a size that is none is refused', async () => {
    const { api, olga, pete } = world;
    const { wall } = (await olga.ask('GET', '/wall')).body;
    const ask = (operator: WireOperator, query: string) => operator.ask('GET', `/wall/events?wall=${query}`);
    expect((await ask(pete, String(wall))).body['code']).toBe('wall_not_found');
    expect((await ask(olga, 'x')).body['code']).toBe('wall_not_found');
    const newcomer = await WireOperator.signedIn(api.url, world.installation.database);
    expect((await newcomer.ask('GET', '/wall/events')).body['code']).toBe('wall_not_found');
    for (const limit of ['0', '10001', '-1', 'all', '1e3'])
      expect((await olga.ask('GET', `/wall?limit=${limit}`)).body['code']).toBe('malformed_request');
  });
});
