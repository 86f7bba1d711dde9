import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { jest } from '@jest/globals';
import { readArguments } from '../../../apps/account-api/src/operators/command/arguments.js';
import { aBrowser, anAccount } from '../../support/account-api/account.js';
import { anInstallation, type Installation } from '../../support/account-api/installation.js';
import { anInstance, type Instance } from '../../support/account-api/instance.js';
import { WireOperator } from '../../support/account-api/wire-operator.js';

jest.setTimeout(120_000);

describe('an operator', () => {
  let installation: Installation;
  let api: Instance;

  beforeAll(async () => {
    installation = await anInstallation();
    api = await anInstance(installation, { config: { signInAttempts: 3, campaignApprovalAbove: 0 } });
  });
  afterAll(async () => {
    await api?.close();
    await installation?.close();
  });

  const anOperator = (name?: string) => WireOperator.signedIn(api.url, installation.database, name);
  /** The command as `npm run operator` runs it. */
  const command = (args: readonly string[], stdin = '') =>
    new Promise<{ code: number | null; said: string; complained: string }>((resolve, reject) => {
      const { databaseUrl, config } = installation;
      const child = spawn(
        process.execPath,
        ['dist/apps/account-api/src/operators/command/main.js', ...args],
        {
          env: {
            PATH: process.env['PATH'],
            DATABASE_URL: databaseUrl,
            SIGNOFF_ARGON2_MEMORY_KIB: String(config.argon2MemoryKib),
            SIGNOFF_ARGON2_PASSES: '1',
          },
        },
      );
      let [said, complained] = ['', ''];
      child.stdout.setEncoding('utf8').on('data', (text: string) => (said += text));
      child.stderr.setEncoding('utf8').on('data', (text: string) => (complained += text));
      child.on('error', reject);
      child.on('close', (code) => resolve({ code, said, complained }));
      child.stdin.end(stdin);
    });
  const signIn = (email: string, password: string) =>
    fetch(`${api.url}/operator/api/sign-in`, {
      method: 'POST',
      headers: { origin: api.url, 'content-type': 'application/json' },
      body: JSON.stringify({ email, password }),
    });

  it('signs in, is who it is, and signs out; a sign-in makes a new secret each time', async () => {
    const olga = await anOperator('Olga');
    const { cookie } = olga;
    const me = await olga.ask('GET', '/me');
    expect(me.body).toEqual({ operatorId: expect.any(String), name: 'Olga', email: olga.email });
    await olga.signIn();
    expect(olga.cookie).not.toBe(cookie);
    expect((await olga.ask('GET', '/me', undefined, { cookie })).status).toBe(401);
    const out = await olga.ask('POST', '/sign-out');
    expect([out.status, out.headers.get('set-cookie')]).toEqual([204, expect.stringContaining('Max-Age=0')]);
    expect((await olga.ask('GET', '/me')).body['code']).toBe('sign_in_required');
  });

  it('is signed in for twelve hours and no longer', async () => {
    const olga = await anOperator();
    const [row] = await installation.database.query<{ hours: number }>(
      `SELECT extract(epoch FROM s.expires_at - s.created_at)::float8 / 3600 AS hours
         FROM operator_sign_ins s JOIN operators o ON o.id = s.operator_id WHERE o.email = $1`,
      [olga.email],
    );
    expect(row!.hours).toBeCloseTo(12, 3);
    await installation.database.query(
      `UPDATE operator_sign_ins s SET expires_at = now() FROM operators o WHERE o.id = s.operator_id AND o.email = $1`,
      [olga.email],
    );
    expect((await olga.ask('GET', '/me')).status).toBe(401);
  });

  it('is told the same for a wrong password as for no operator; guesses are limited, each operator’s by itself', async () => {
    const [olga, pete] = [await anOperator(), await anOperator()];
    const [wrong, unknown] = await Promise.all([
      signIn(olga.email, 'not the right password'),
      signIn(`${randomUUID()}@example.com`, 'not the right password'),
    ]);
    expect([wrong.status, unknown.status]).toEqual([401, 401]);
    expect(await wrong.json()).toEqual(await unknown.json());
    for (let i = 0; i < 2; i++) await signIn(olga.email, 'not the right password');
    const limited = await signIn(olga.email, olga.password);
    expect([limited.status, Number(limited.headers.get('retry-after')) > 0]).toEqual([429, true]);
    expect((await signIn(pete.email, pete.password)).status).toBe(204);
  });

  it('that is removed does nothing more from that moment: its page, its stream and what it made end', async () => {
    const [olga, pete] = [await anOperator('Olga'), await anOperator('Pete')];
    const sub = await anAccount(installation.database);
    await aBrowser(api, installation.database, sub);
    const { body } = await olga.make({ accounts: [sub] });
    const id = body['id'] as string;
    expect(body['status']).toBe('waiting');
    const stream = await fetch(`${api.url}/operator/api/campaigns/${id}/events`, {
      headers: { cookie: olga.cookie },
    });
    expect(stream.status).toBe(200);
    expect(await command(['remove', '--email', olga.email])).toMatchObject({ code: 0 });
    expect((await olga.ask('GET', '/me')).status).toBe(401);
    expect((await olga.ask('POST', `/campaigns/${id}/cancellation`)).status).toBe(401);
    expect((await signIn(olga.email, olga.password)).status).toBe(401);
    // Ends by itself: reading to its end is the proof.
    await stream.text();
    const approval = await pete.ask('POST', `/campaigns/${id}/approval`);
    expect(approval.body['code']).toBe('campaign_not_waiting');
    const { status, history } = await pete.view(id);
    expect([status, history.at(-1)]).toMatchObject([
      'cancelled',
      { operator: null, what: 'cancelled: the operator who made it was removed' },
    ]);
  });

  it('is made by a command: a password from stdin, or one that is made up and shown once', async () => {
    const email = `${randomUUID()}@Example.com`;
    const own = await command(['add', '--email', email, '--name', 'Olga'], 'correct horse battery\n');
    expect(own).toMatchObject({ code: 0, complained: '' });
    expect(own.said).not.toContain('correct horse');
    expect((await signIn(email, 'correct horse battery')).status).toBe(204);

    const again = await command(['add', '--email', email, '--name', 'Olga']);
    expect([again.code, again.complained]).toEqual([1, expect.stringContaining('There is an operator')]);
    const madeUp = await command(['password', '--email', email, '--name', 'Olga B.']);
    const password = madeUp.said.split('\t')[2]!;
    expect(password).toMatch(/^(?:[a-z2-9]{4}-){3}[a-z2-9]{4}$/);
    expect((await signIn(email, 'correct horse battery')).status).toBe(401);
    expect((await signIn(email, password)).status).toBe(204);
    expect((await command(['list'])).said).toContain(`${email.toLowerCase()}\tOlga B.\n`);
  });

  it('of a demo is there at every start with the password it was given, and stays signed in', async () => {
    const operator = { email: `${randomUUID()}@example.com`, name: 'Olga', password: 'a demo password' };
    const line = `${JSON.stringify(operator)}\n`;
    expect(await command(['ensure'], line)).toMatchObject({ code: 0, complained: '' });
    const signedIn = await signIn(operator.email, operator.password);
    const cookie = signedIn.headers.getSetCookie()[0]!.split(';')[0]!;
    const me = () => fetch(`${api.url}/operator/api/me`, { headers: { cookie } });
    expect(await command(['ensure'], line)).toMatchObject({ code: 0 });
    expect((await me()).status).toBe(200);
    const other = JSON.stringify({ ...operator, password: 'another password' });
    expect(await command(['ensure'], other)).toMatchObject({ code: 0 });
    expect((await me()).status).toBe(401);
    expect((await signIn(operator.email, 'another password')).status).toBe(204);
  });

  it.each<[string, readonly string[], string]>([
    ['no command', [], 'usage:'],
    ['a command there is not', ['promote'], 'There is no command promote'],
    ['no email', ['add', '--name', 'Olga'], 'add needs --email'],
    ['no name', ['add', '--email', 'olga@example.com'], 'add needs --name'],
    ['an option there is not', ['list', '--all'], '--all'],
  ])('is not made with %s: the usage says what to mend', (_, args, words) => {
    expect(() => readArguments(args)).toThrow(words);
    expect(() => readArguments(args)).toThrow('usage: npm run operator');
  });

  it('is not made with an email that is none, nor removed where there is none: a sentence says so', async () => {
    const made = await command(['add', '--email', 'olga', '--name', 'Olga']);
    expect([made.code, made.complained]).toEqual([1, expect.stringContaining('email must be')]);
    const removed = await command(['remove', '--email', 'nobody@example.com']);
    expect([removed.code, removed.complained]).toEqual([
      1,
      'There is no operator nobody@example.com. Nothing was done.\n',
    ]);
  });

  it('with a weak password is not made', async () => {
    const email = `${randomUUID()}@example.com`;
    const { code, complained } = await command(['add', '--email', email, '--name', 'Olga'], 'short\n');
    expect([code, complained]).toEqual([1, expect.stringContaining('at least 10 characters')]);
    expect((await command(['list'])).said).not.toContain(email);
  });
});
