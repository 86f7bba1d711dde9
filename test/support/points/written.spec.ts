import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { GatewayFrame } from '#libs/push-protocol';
import { textFrame } from '../../../apps/push-gateway/src/socket/text-frame.js';
import { written } from './written.js';

const session = { sid: 's1', sub: 'ann', seq: 1, kind: 'tv', model: 'Aurora 55', appVersion: '1.0.0' };
const now = (): number => Number(process.hrtime.bigint()) / 1e6;

describe('what a point wrote', () => {
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'signoff-writes-'))));
  afterEach(() => rmSync(folder, { recursive: true }));
  const noted = (app: string, ...lines: readonly object[]): ReturnType<typeof written> => {
    const all = [
      { at: now(), point: 'p1', app },
      ...lines.map((line) => ({ at: now(), connection: 1, ...line })),
    ];
    writeFileSync(join(folder, 'p1-1.jsonl'), all.map((line) => `${JSON.stringify(line)}\n`).join(''));
    return written(folder);
  };
  const write = (data: Buffer, length = data.length): object => ({
    bytes: length,
    data: data.toString('base64'),
  });
  const upgrade = write(Buffer.from('HTTP/1.1 101 Switching Protocols\r\n\r\n'));
  const frame = (one: GatewayFrame): Buffer => textFrame(one);
  const closing = (code: number): Buffer => Buffer.from([0x88, 2, code >> 8, code & 0xff]);

  it('is of a socket the session its ready names, and then whether it was let go as one that is over', () => {
    const ready = frame({ type: 'ready', session, renewWithinS: 300, heartbeatS: 30 });
    const told = frame({ type: 'session-revoked', event: 'e'.repeat(1_500) });
    const before = performance.now();
    const entries = noted('push-gateway', upgrade, write(ready), write(Buffer.concat([told, closing(4501)])));
    expect(entries).toMatchObject([
      { point: 'p1', sid: 's1', type: 'opened' },
      { sid: 's1', type: 'refused', because: 'revoked' },
    ]);
    // By this process's clock, whichever process noted it.
    expect(entries[0]!.at).toBeGreaterThan(before - 1);
    expect(entries[0]!.at).toBeLessThan(performance.now() + 1);
  });

  it('is nothing of a socket that never was ready', () => {
    expect(noted('push-gateway', upgrade, write(closing(4202)))).toEqual([]);
  });

  it('is of a response its head and every piece of its body, by the session of its token', () => {
    const request = { request: 'GET', path: '/streams/42/film.ts', sid: 's1' };
    const head = Buffer.from(`HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc`);
    const route = 'GET /streams/ID/film.ts';
    expect(noted('playback-api', request, write(head), write(Buffer.alloc(10), 70_000))).toMatchObject([
      { sid: 's1', type: 'began', status: 200, route },
      { sid: 's1', type: 'wrote', bytes: 3, route },
      { sid: 's1', type: 'wrote', bytes: 70_000, route },
    ]);
  });

  it('knows an error that says a session is over from service', () => {
    const head = Buffer.from('HTTP/1.1 401 Unauthorized\r\n\r\n{"code":"session_revoked"}');
    expect(
      noted('playback-api', { request: 'GET', path: '/profiles', sid: 's1' }, write(head)),
    ).toMatchObject([
      { type: 'began', status: 401 },
      { type: 'refused', because: 'revoked' },
    ]);
  });

  it('reads every frame of one write, whatever its length', () => {
    const many = [frame({ type: 'pong' }), frame({ type: 'session-revoked', event: 'x'.repeat(70) })];
    const ready = frame({ type: 'ready', session, renewWithinS: 300, heartbeatS: 30 });
    expect(noted('push-gateway', upgrade, write(Buffer.concat([...many, ready])))).toHaveLength(1);
  });
});
