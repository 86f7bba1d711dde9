import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CannotRun } from '../cannot-run.js';
import { targetAt } from './target.js';

describe('a system elsewhere', () => {
  const folder = mkdtempSync(join(tmpdir(), 'signoff-fleet-'));
  const approvers = join(folder, 'approvers.jsonl');
  let server: Server;
  let origin = '';
  let answer: { status: number; body: string };
  beforeAll(async () => {
    writeFileSync(approvers, '{"email":"olga@example.test","password":"a password of some length"}\n');
    server = createServer((_, response) => {
      response.writeHead(answer.status, { 'content-type': 'application/json' }).end(answer.body);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(async () => {
    await new Promise((resolve) => server.close(resolve));
    rmSync(folder, { recursive: true });
  });
  const found = (more: { target?: string; approvers?: string } = {}) =>
    targetAt({ target: origin, accountUrl: null, caFile: null, approvers, operators: null, ...more });

  it.each([
    ['a server of something else', 404, 'Not Found'],
    ['a page', 200, '<html></html>'],
    ['an issuer without gateways', 200, '{"issuer":"http://127.0.0.1"}'],
  ])('that is %s is refused in words, and nothing is begun', async (_, status, body) => {
    answer = { status, body };
    await expect(found()).rejects.toThrow(CannotRun);
    await expect(found()).rejects.toThrow(/is not a Signoff that answers here .*Nothing was begun/s);
  });

  it('that does not answer is refused as well', async () => {
    await expect(found({ target: 'http://127.0.0.1:1' })).rejects.toThrow(
      'http://127.0.0.1:1 is not a Signoff',
    );
  });

  it('needs people who approve, and says which line names nobody', async () => {
    const bad = join(folder, 'bad.jsonl');
    writeFileSync(bad, '{"email":"olga@example.test","password":"x"}\nolga\n');
    await expect(found({ approvers: bad })).rejects.toThrow(`Line 2 of ${bad}`);
    writeFileSync(bad, '\n');
    await expect(found({ approvers: bad })).rejects.toThrow('names nobody');
    await expect(found({ approvers: join(folder, 'none') })).rejects.toThrow('cannot be read');
  });
});
