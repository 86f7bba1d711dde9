import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ERRORS } from '#libs/errors';
import { deadLetterName, TOPICS } from '#libs/event-stream';
import { CLOSE } from '#libs/push-protocol';
import { covers } from '#libs/revocation-index';
import { parseSecurityEvent } from '#libs/security-event';
import { parseActivity } from '../../apps/account-api/src/activity/parse-activity.js';
import { parseProgress } from '../../apps/account-api/src/enforcement-points/parse-progress.js';
import { parsePresence } from '../../apps/account-api/src/presence/parse-presence.js';
import { parseReceiptRecord } from '../../apps/account-api/src/receipts/parse-receipt-record.js';
import { adrIndex } from '../../infra/docs/adr-index.js';
import { checkConfig } from '../../infra/docs/check-config.js';
import {
  ACTIVITY_RECORD,
  ISSUER,
  PRESENCE_RECORD,
  PROGRESS_RECORD,
  RECEIPT_RECORD,
  SETS,
} from '../../infra/docs/event-examples.js';
import { pageWithParts } from '../../infra/docs/page.js';
import { ROOT } from '../../infra/docs/root.js';
import { configsOfProcesses, settingsOf } from '../../infra/docs/settings.js';

const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');

/** The rows of every table of a page, cell by cell, heads left out. */
const rowsOf = (text: string): string[][] =>
  text
    .split('\n')
    .filter((line, at, lines) => line.startsWith('| ') && !/^\| ---/.test(lines[at + 1] ?? ''))
    .filter((line) => !/^\| ---/.test(line))
    .map((line) =>
      line
        .slice(2, -2)
        .split(' | ')
        .map((cell) => cell.trim().replaceAll('`', '')),
    );

const firstCells = (path: string): string[] => rowsOf(read(path)).map(([first = '']) => first);

describe('the generated pages', () => {
  it('docs/errors.md has every error of the registry and no other, with what it says', () => {
    const documented = rowsOf(read('docs/errors.md')).map(([code, http, close, device, message]) => ({
      code,
      http: Number(http),
      close: close === '' ? undefined : close?.split(' ')[1],
      device,
      message: message?.replaceAll('detail', '`detail`'),
    }));
    expect(documented).toEqual(
      Object.entries(ERRORS).map(([code, entry]) => ({ close: undefined, ...entry, code })),
    );
  });

  it('docs/close-codes.md has every close code of the registry and no other', () => {
    const documented = rowsOf(read('docs/close-codes.md')).filter(([first = '']) => /^\d+$/.test(first));
    expect(documented.map(([code, name, reason]) => [Number(code), name, reason])).toEqual(
      Object.entries(CLOSE).map(([name, { code, reason }]) => [code, name, reason]),
    );
  });

  it('docs/config.md has every setting of every process and no other', async () => {
    const settings = (await configsOfProcesses()).flatMap(settingsOf).map(({ env }) => env);
    expect(settings).toContain('DATABASE_URL');
    expect(firstCells('docs/config.md')).toEqual(settings);
  });

  it('docs/events.md has every topic and no other, and a chapter for each', () => {
    const names = Object.values(TOPICS).map(({ name }) => name);
    expect(firstCells('docs/events.md')).toEqual(names);
    expect([...read('docs/events.md').matchAll(/^## (.+)$/gm)].map(([, name]) => name)).toEqual(names);
    for (const { name, shared } of Object.values(TOPICS))
      expect(read('docs/events.md').includes(deadLetterName(name))).toBe(shared);
  });

  it('the examples of records are read by those who read the topics', () => {
    expect(parseReceiptRecord(JSON.stringify(RECEIPT_RECORD))).not.toBeNull();
    expect(parsePresence(JSON.stringify(PRESENCE_RECORD))).toEqual(PRESENCE_RECORD);
    expect(parseProgress(JSON.stringify(PROGRESS_RECORD))).toEqual(PROGRESS_RECORD);
    expect(parseActivity(JSON.stringify(ACTIVITY_RECORD))).toEqual(ACTIVITY_RECORD);
  });

  it('the examples of events are wholly understood by a device, and mean what they are headed', () => {
    const [one, allButOne, aClass] = SETS.map(
      ([, claims]) => parseSecurityEvent({ ...claims }, ISSUER).predicate,
    );
    if (one?.type !== 'session' || allButOne?.type !== 'account' || aClass?.type !== 'class')
      throw new Error('the examples are not one of each kind');
    const session = { sub: allButOne.sub, seq: allButOne.cutoff, kind: 'tv', model: 'M', appVersion: '1.0' };
    expect(covers(one, { ...session, sid: one.sid })).toBe(true);
    expect(covers(allButOne, { ...session, sid: one.sid })).toBe(false);
    expect(covers(allButOne, { ...session, sid: 'another' })).toBe(true);
    expect(covers(aClass, { ...session, sid: 'another' })).toBe(false);
  });

  it('a page whose marks are gone is a failure, not a page without that part', async () => {
    const page = pageWithParts('docs/some.md', { picture: () => 'new' });
    await expect(
      page.render('# Some\n\n<!-- begin picture -->\nold\n<!-- end picture -->\n'),
    ).resolves.toMatch(/begin picture: generated.*\n\nnew\n\n<!-- end picture -->\n$/);
    await expect(page.render('# Some\n')).rejects.toThrow('docs/some.md has no part');
  });
});

describe('the pages written by hand', () => {
  const pages = ['', 'docs', 'docs/adr'].flatMap((folder) =>
    readdirSync(join(ROOT, folder))
      .filter((file) => file.endsWith('.md'))
      .map((file) => join(folder, file)),
  );
  const scripts = (JSON.parse(read('package.json')) as { scripts: Record<string, string> }).scripts;

  it.each(pages)('%s links to nothing that is not there', (page) => {
    const links = [...read(page).matchAll(/\]\(([^)#]+)(?:#[^)]*)?\)/g)].map(([, target = '']) => target);
    const local = links.filter((target) => !/^[a-z]+:/.test(target));
    expect(local.filter((target) => !existsSync(join(ROOT, dirname(page), target)))).toEqual([]);
  });

  it.each(pages)('%s names no npm script and no file of ours that is not there', (page) => {
    const text = read(page);
    const named = [
      ...text.matchAll(/`npm (?:run )?([a-z][a-z0-9:-]*)/g),
      ...text.matchAll(/^npm (?:run )?([a-z][a-z0-9:-]*)/gm),
    ];
    const missing = named
      .map(([, script = '']) => script)
      .filter((script) => !(script in scripts) && script !== 'ci');
    expect(missing).toEqual([]);
    const files = [...text.matchAll(/`((?:apps|libs|simulators|infra|test|docs)\/[\w./-]+)`/g)].map(
      ([, file = '']) => file,
    );
    expect(files.filter((file) => !existsSync(join(ROOT, file)))).toEqual([]);
  });
});

describe('the index of decisions', () => {
  const adr = (file: string): { file: string; text: string } => ({
    file,
    text: '# We decide\n\n- Status: accepted\n- Date: 2026-01-15\n',
  });

  it('refuses a number that is used twice', () => {
    expect(() => adrIndex([adr('0001-one.md'), adr('0001-other.md')])).toThrow('use one number');
  });

  it('refuses a decision without a date, and a file that is not named as one', () => {
    expect(() => adrIndex([{ file: '0001-one.md', text: '# We decide\n- Status: accepted\n' }])).toThrow(
      'no date',
    );
    expect(() => adrIndex([adr('one.md')])).toThrow('not named');
  });

  it('lists them by number', () => {
    const rows = rowsOf(adrIndex([adr('0002-two.md'), adr('0001-one.md')]));
    expect(rows.map(([number]) => number)).toEqual(['0001', '0002']);
  });
});

describe('npm run config:check', () => {
  const checked = async (env: Record<string, string>): Promise<readonly string[]> => {
    const all = await configsOfProcesses();
    const config = all.find(({ section }) => section === 'account-api');
    if (config === undefined) throw new Error('account-api has no settings');
    return checkConfig(config, all, env);
  };
  const good = { DATABASE_URL: 'postgres://localhost/signoff', PATH: '/bin', SIGNOFF_CA_FILE: 'ca.pem' };

  it('finds nothing wrong with an environment that would start', async () => {
    expect(await checked(good)).toEqual([]);
  });

  it('says what is not set and what is not allowed, each by its name', async () => {
    const faults = await checked({ SIGNOFF_ACCOUNT_TLS_PORT: '70000' });
    expect(faults).toEqual([
      expect.stringMatching(/^DATABASE_URL is not set/),
      expect.stringMatching(/^SIGNOFF_ACCOUNT_TLS_PORT must be a whole number/),
    ]);
  });

  it('names a variable that nothing reads, and the one that was meant', async () => {
    const faults = await checked({
      ...good,
      SIGNOFF_ACCOUNT_TLS_PROT: '7443',
      SIGNOFF_ISUER: 'https://a.example',
      SIGNOFF_OF_SOMETHING_ELSE: '1',
    });
    expect(faults).toEqual([
      expect.stringMatching(/^SIGNOFF_ACCOUNT_TLS_PROT .* Did you mean SIGNOFF_ACCOUNT_TLS_PORT\?$/),
      expect.stringMatching(/^SIGNOFF_ISUER .* Did you mean SIGNOFF_ISSUER\?$/),
      'SIGNOFF_OF_SOMETHING_ELSE is read by no process.',
    ]);
  });
});
