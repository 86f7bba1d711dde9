import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { httpSnapshots } from './http-snapshots.js';

type Answer = (response: ServerResponse) => void;
const json =
  (value: unknown): Answer =>
  (response) =>
    response.end(JSON.stringify(value));
const snapshot = (predicates: unknown, more = {}) => ({ v: 1, databaseTime: 5, predicates, ...more });
const row = (predicate: unknown) => ({ jti: 'j1', predicate, revokedAt: 4 });
const session = { type: 'session', sid: 's1' };

describe('snapshots over HTTP', () => {
  let server: Server;
  let url: string;
  let answer: Answer;
  let asked: (string | undefined)[];
  const closed: Promise<void>[] = [];

  beforeAll(async () => {
    server = createServer((request: IncomingMessage, response) => {
      asked.push(request.url);
      closed.push(new Promise((resolve) => response.on('close', resolve)));
      answer(response);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  beforeEach(() => (asked = []));
  afterAll(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  const read = (options?: Parameters<typeof httpSnapshots>[1], having: string | null = null) =>
    httpSnapshots(url, options).read({ point: 'gateway 1&x', boot: 'b1', having });

  it('are asked for by point and run, and understood', async () => {
    answer = json(snapshot([row(session), row({ type: 'account', sub: 'ann', cutoff: 7 })]));
    expect(await read()).toEqual({
      databaseTime: 5,
      predicates: [session, { type: 'account', sub: 'ann', cutoff: 7 }],
      understood: true,
    });
    expect(asked).toEqual(['/internal/revocations?point=gateway+1%26x&boot=b1']);
  });

  it('are asked for with the name of the one that is there', async () => {
    answer = json(snapshot([], { name: '7:9:8' }));
    expect((await read(undefined, '5:7:')).name).toBe('7:9:8');
    expect(asked).toEqual(['/internal/revocations?point=gateway+1%26x&boot=b1&having=5%3A7%3A']);
  });

  it.each([
    ['a predicate of a type to come', snapshot([row(session), row({ type: 'household', id: 'h' })]), 1],
    ['a member to come', snapshot([row({ ...session, unless: 'x' })]), 0],
    ['a row that is none', snapshot([null]), 0],
    ['another version', { v: 2, now: 5, rows: [] }, 0],
  ])('hold what is understood of %s, and say that there is more', async (_, value, count) => {
    answer = json(value);
    const { predicates, understood } = await read();
    expect([predicates.length, understood]).toEqual([count, false]);
  });

  it.each<[string, Answer]>([
    ['no JSON', (response) => response.end('{"v":1,')],
    ['nothing', (response) => response.end()],
    ['no snapshot', json([])],
    ['null', json(null)],
    ['no version', json({ databaseTime: 5, predicates: [] })],
    ['no time', json({ v: 1, predicates: [] })],
    ['no list', json({ v: 1, databaseTime: 5 })],
    ['503', (response) => response.writeHead(503).end('{}')],
    ['204', (response) => response.writeHead(204).end()],
    ['a redirect', (response) => response.writeHead(302, { location: url }).end()],
    [
      'half an answer',
      (response) => response.writeHead(200, { 'content-length': 9 }).write('{', () => response.destroy()),
    ],
    ['a closed door', (response) => response.destroy()],
  ])('are none when the answer is %s', async (_, wrong) => {
    answer = wrong;
    await expect(read()).rejects.toThrow();
    expect(asked).toHaveLength(1);
  });

  it('are none when they do not arrive whole in time, and the connection is let go', async () => {
    answer = (response) => response.writeHead(200).write('{"v":1');
    const began = performance.now();
    await expect(read()).rejects.toThrow();
    expect(performance.now() - began).toBeGreaterThan(1_400);
    await closed.at(-1);
  });

  it('are none when too large, and no more than that is read', async () => {
    let endless = true;
    answer = (response) => {
      const more = (): void => {
        while (endless && response.write('x'.repeat(65_536)));
      };
      response.on('drain', more).on('close', () => (endless = false));
      more();
    };
    await expect(read({ maxBytes: 1_000_000 })).rejects.toThrow('larger than 1000000 bytes');
    await closed.at(-1);
  });

  it('are none when nobody listens', async () => {
    await expect(
      httpSnapshots('http://127.0.0.1:1').read({ point: 'p', boot: 'b', having: null }),
    ).rejects.toThrow();
  });
});
