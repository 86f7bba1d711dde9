import { spawn, type ChildProcess } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { AccountPages } from '../bench/account-pages.js';
import { benchStack, type BenchStack } from '../bench/bench-stack.js';

const DEVICE = 'test/e2e/independent-device.mjs';

describe('a device that shares no code with ours', () => {
  let stack: BenchStack;
  let pages: AccountPages;
  let device: ChildProcess | undefined;
  beforeAll(async () => {
    stack = await benchStack();
    pages = new AccountPages(stack.accountUrl);
    await pages.signUp('independent@example.test');
  });
  afterAll(async () => {
    device?.kill('SIGKILL');
    pages.close();
    await stack.stop();
  });

  it('is under 150 lines and imports none of this repository', async () => {
    const text = await readFile(DEVICE, 'utf8');
    expect(text.split('\n').length).toBeLessThan(150);
    const imported = [...text.matchAll(/from '([^']+)'/g)].map(([, name]) => name);
    expect(imported.sort()).toEqual(['jose', 'node:crypto', 'openid-client', 'ws']);
  });

  it('enrols, connects, is signed out, and its receipt is verified', async () => {
    device = spawn(process.execPath, [DEVICE], {
      env: { ...process.env, SIGNOFF_ISSUER: stack.issuer, NODE_EXTRA_CA_CERTS: stack.caFile },
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    const exited = new Promise((resolve) => device?.once('exit', resolve));
    const lines: { event: string; userCode: string; session: { sid: string }; jti: string; code: number }[] =
      [];
    let revocation: string | null = null;
    for await (const text of createInterface({ input: device.stdout! })) {
      const line = JSON.parse(text) as (typeof lines)[number];
      lines.push(line);
      if (line.event === 'user-code') await pages.approve(line.userCode);
      if (line.event === 'online') device.stdin?.write('ping\n');
      if (line.event === 'pong') {
        const { sid } = lines.find(({ event }) => event === 'linked')!.session;
        revocation = (await pages.revokeSession(sid)).id;
      }
    }
    expect(lines.map(({ event }) => event)).toEqual([
      'user-code',
      'linked',
      'online',
      'pong',
      'signed-out',
      'receipt-stored',
      'closed',
    ]);
    expect(lines.at(-1)?.code).toBe(4501);
    expect(await exited).toBe(0);
    const { devices } = await pages.settled(revocation!);
    expect(devices[0]?.confirmedAt).not.toBeNull();
  });
});
