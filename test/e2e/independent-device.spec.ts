import { spawn, type ChildProcess } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { aStack, type Stack } from '../support/stack/a-stack.js';
import { Person } from '../support/stack/person.js';

const DEVICE = 'test/e2e/independent-device.mjs';

interface Line {
  readonly event: string;
  readonly userCode: string;
  readonly session: { readonly sid: string };
  readonly code: number;
}

describe('a device that shares no code with ours', () => {
  let stack: Stack;
  let person: Person;
  let device: ChildProcess | undefined;
  beforeAll(async () => {
    stack = await aStack({ name: 'independent-device' });
    person = await Person.signedUp(stack.accountUrl);
  });
  afterAll(async () => {
    device?.kill('SIGKILL');
    person?.close();
    await stack?.close();
  });

  it('is under 150 lines and imports none of this repository', async () => {
    const text = await readFile(DEVICE, 'utf8');
    expect(text.split('\n').length).toBeLessThan(150);
    const imported = [...text.matchAll(/from '([^']+)'/g)].map(([, name]) => name);
    expect(imported.sort()).toEqual(['jose', 'node:crypto', 'openid-client', 'ws']);
    expect(text).not.toMatch(/import\(|require\(/);
  });

  it('stands in docs/write-a-device.md as it is run', async () => {
    const [text, page] = await Promise.all(
      [DEVICE, 'docs/write-a-device.md'].map((file) => readFile(file, 'utf8')),
    );
    expect(page).toContain(text!.trim());
  });

  it('enrols, connects, is signed out, and its receipt is verified', async () => {
    device = spawn(process.execPath, [DEVICE], {
      env: { ...process.env, SIGNOFF_ISSUER: stack.issuer, NODE_EXTRA_CA_CERTS: stack.keys.caFile },
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    const exited = new Promise((resolve) => device?.once('exit', resolve));
    const lines: Line[] = [];
    let revocation: string | null = null;
    for await (const text of createInterface({ input: device.stdout! })) {
      const line = JSON.parse(text) as Line;
      lines.push(line);
      if (line.event === 'user-code') await person.approve(line.userCode);
      if (line.event === 'online') device.stdin?.write('ping\n');
      if (line.event === 'pong') {
        const { sid } = lines.find(({ event }) => event === 'linked')!.session;
        revocation = (await person.revokeSession(sid)).id;
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
    const { devices } = await person.settled(revocation!);
    expect(devices).toMatchObject([{ state: 'confirmed', name: 'Somebody else’s TV' }]);
  });
});
