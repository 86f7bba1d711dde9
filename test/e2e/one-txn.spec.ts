import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { METRICS, type MetricEntry } from '#libs/service-runtime';
import { decodeJws } from '#libs/security-event';
import { KafkajsEventStream, type EventStream, type IncomingRecord } from '#libs/event-stream';
import { until } from '../support/account-api/until.js';
import { WirePerson } from '../support/account-api/wire-person.js';
import { aPlayback, type Playback } from '../support/playback-api/a-playback.js';
import { aStack, type Stack } from '../support/stack/a-stack.js';
import { StackDevice } from '../support/stack/stack-device.js';

const LOGS = ['one-txn', 'one-txn-playback'] as const;

interface Line {
  readonly app: string;
  readonly msg: string;
  readonly time: string;
  readonly txn?: string;
  readonly type?: string;
}

/** What must have been said before what, wherever it was said. */
const ORDER = [
  ['account-api: revoked', 'account-api: event published'],
  ['account-api: revoked', 'account-api: answered'],
  ['account-api: revoked', 'push-gateway: revocation applied'],
  ['account-api: revoked', 'playback-api: revocation applied'],
  ['push-gateway: revocation applied', 'push-gateway: told'],
  ['push-gateway: revocation applied', 'account-api: blocked'],
  ['playback-api: revocation applied', 'account-api: blocked'],
  ['push-gateway: told', 'push-gateway: receipt stored'],
  ['push-gateway: told', 'account-api: confirmed'],
  ['account-api: revoked', 'account-api: pages told (session-revoked)'],
  ['account-api: blocked', 'account-api: pages told (revocation-blocked)'],
  ['account-api: confirmed', 'account-api: pages told (session-confirmed)'],
] as const;

const labelsOf = (text: string, name: string): readonly string[] => {
  const series = new RegExp(`^${name}(?:_count)?\\{([^}]*)\\}`, 'm').exec(text)?.[1] ?? '';
  const labels = [...series.matchAll(/(\w+)="/g)].map((match) => match[1]!);
  return labels.filter((label) => label !== 'app').sort();
};

describe('one sign-out', () => {
  let stack: Stack;
  let playback: Playback;
  let stream: EventStream;
  let tv: StackDevice;
  let page: AbortController;

  beforeAll(async () => {
    stack = await aStack({ name: LOGS[0] });
    playback = await aPlayback(stack, { name: LOGS[1] });
    stream = await KafkajsEventStream.open({ brokers: stack.room.brokers.split(','), clientId: 'test' });
  });
  afterAll(async () => {
    page?.abort();
    tv?.close();
    await stream?.close();
    await playback?.close();
    await stack?.close();
  });

  const lines = async (): Promise<readonly Line[]> => {
    const files = await Promise.all(
      LOGS.map(async (name) => {
        const folder = join('.signoff', 'test-logs', name);
        return (await readdir(folder)).map((file) => join(folder, file));
      }),
    );
    const texts = await Promise.all(files.flat().map((file) => readFile(file, 'utf8')));
    return texts
      .flatMap((text) => text.split('\n'))
      .filter((line) => line.startsWith('{') && line.endsWith('}'))
      .map((line) => JSON.parse(line) as Line);
  };
  const allOf = async (topic: 'security-events' | 'device-receipts' | 'account-activity') => {
    const records: IncomingRecord[] = [];
    const name = stack.room.prefix + topic;
    const ends = await stream.endOffsets(name);
    const whole = [...ends.values()].reduce((sum, end) => sum + Number(end), 0);
    const reading = await stream.tail({
      topic: name,
      from: 'beginning',
      onRecord: (record) => void records.push(record),
      onGap: (reason) => {
        throw new Error(reason);
      },
    });
    await until(`all of ${topic}`, () => records.length >= whole);
    await reading.stop();
    return records;
  };

  it('has one txn in the log of every process, in the record of every topic, and on the page', async () => {
    const person = await new WirePerson(stack.accountUrl).signUp();
    tv = await StackDevice.make(stack);
    await tv.on();
    await person.approve((await tv.code()).userCode);
    await tv.hears('online');

    page = new AbortController();
    const events = await fetch(`${stack.accountUrl}/api/events`, {
      headers: { cookie: person.cookie },
      signal: page.signal,
    });
    let seen = '';
    void events.body
      ?.pipeTo(
        new WritableStream({ write: (bytes: Uint8Array) => void (seen += new TextDecoder().decode(bytes)) }),
      )
      .catch(() => undefined);
    await until('the page listens', () => seen.includes(': open'));

    const { body } = await person.ask('POST', `/api/sessions/${tv.sid}/revocation`);
    const txn = body['txn'] as string;
    await tv.hears('receipt-stored');
    await until('the page heard the end', () => seen.includes('session-confirmed'));
    const told = seen.matchAll(/^data: (.*)$/gm);
    const types = [...told].map((match) => JSON.parse(match[1]!) as { type: string; txn?: string });
    for (const type of ['session-revoked', 'revocation-blocked', 'session-confirmed'])
      expect(types).toContainEqual(expect.objectContaining({ type, txn }));

    const stations = ORDER.flat();
    const said = await until('every station is in the log', async () => {
      const own = (await lines()).filter((line) => line.txn === txn);
      const at = new Map<string, number>();
      for (const { app, msg, type, time } of own)
        at.set(`${app}: ${msg}${type === undefined ? '' : ` (${type})`}`, Date.parse(time));
      return stations.every((station) => at.has(station)) && at;
    });
    for (const [before, after] of ORDER)
      expect([before, after, said.get(before)! <= said.get(after)!]).toEqual([before, after, true]);

    const trace = txn.replaceAll('-', '');
    for (const topic of ['security-events', 'device-receipts', 'account-activity'] as const) {
      const own = (await allOf(topic)).filter(({ headers }) => headers['txn'] === txn);
      expect([topic, own.length > 0]).toEqual([topic, true]);
      for (const { headers } of own)
        expect(headers['traceparent']).toMatch(new RegExp(`^00-${trace}-[0-9a-f]{16}-01$`));
      if (topic === 'security-events') expect(decodeJws(own[0]!.value).payload['txn']).toBe(txn);
    }
    const [row] = await stack.room.query<{ headers: Record<string, string> }>(
      `SELECT headers FROM outbox WHERE headers->>'txn' = $1`,
      [txn],
    );
    expect(row?.headers['txn']).toBe(txn);
  });

  it('was counted under the names of docs/metrics.md, by processes that count nothing else', async () => {
    const urls = {
      'account-api': `http://127.0.0.1:${stack.accountApis[0]!.internal}`,
      'push-gateway': `http://127.0.0.1:${stack.gateways[0]!.internal}`,
      'resource-server': playback.internalUrl,
    };
    const entries = Object.entries<MetricEntry>(METRICS);
    for (const [app, url] of Object.entries(urls)) {
      const text = await (await fetch(`${url}/metrics`)).text();
      const found = [...text.matchAll(/^# HELP (signoff_\w+) (.*)\n# TYPE \w+ (\w+)$/gm)].map(
        ([, name, help, kind]) => ({ name, help, kind, labels: labelsOf(text, name!) }),
      );
      const named = entries
        .filter(([, entry]) => entry.app === app)
        .map(([name, { help, kind, labels }]) => ({ name, help, kind, labels: [...labels].sort() }));
      const byName = (a: { readonly name: string | undefined }, b: { readonly name: string | undefined }) =>
        a.name! < b.name! ? -1 : 1;
      const shown = new Map(found.map(({ name, labels }) => [name, labels]));
      // A figure that counted nothing yet shows no labels.
      const expected = named.map((one) => (shown.get(one.name)?.length === 0 ? { ...one, labels: [] } : one));
      expect(found.sort(byName)).toEqual(expected.sort(byName));
    }
  });
});
