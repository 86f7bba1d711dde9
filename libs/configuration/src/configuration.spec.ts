import { choice, defineConfig, integer, list, optional, text, toggle, url } from './index.js';

const config = defineConfig(
  'example',
  {
    databaseUrl: url('DATABASE_URL', { protocols: ['postgres'], doc: 'The database.' }),
    drainMs: integer('SIGNOFF_EXAMPLE_DRAIN_MS', {
      default: 5_000,
      min: 0,
      max: 60_000,
      unit: 'ms',
      doc: 'Time to drain.',
    }),
    origins: list('SIGNOFF_EXAMPLE_ORIGINS', { default: [], protocols: ['https'], doc: 'Origins.' }),
    open: toggle('SIGNOFF_EXAMPLE_OPEN', { default: true, doc: 'Open to all.' }),
    level: choice('SIGNOFF_LOG_LEVEL', { default: 'info', of: ['info', 'debug'], doc: 'Level.' }),
    name: optional(text('SIGNOFF_EXAMPLE_NAME', { doc: 'Name.' })),
  },
  'SIGNOFF_EXAMPLE_',
);
const DATABASE_URL = 'postgres://localhost/db';

describe('settings', () => {
  it('come from the environment, or their defaults', () => {
    expect(config.load({ DATABASE_URL })).toEqual({
      databaseUrl: DATABASE_URL,
      drainMs: 5_000,
      origins: [],
      open: true,
      level: 'info',
      name: null,
    });
    expect(
      config.load({
        DATABASE_URL,
        SIGNOFF_EXAMPLE_DRAIN_MS: '0',
        SIGNOFF_EXAMPLE_ORIGINS: ' https://a.test, ,https://b.test',
        SIGNOFF_EXAMPLE_OPEN: 'false',
        SIGNOFF_LOG_LEVEL: 'debug',
        SIGNOFF_EXAMPLE_NAME: 'one',
      }),
    ).toEqual({
      databaseUrl: DATABASE_URL,
      drainMs: 0,
      origins: ['https://a.test', 'https://b.test'],
      open: false,
      level: 'debug',
      name: 'one',
    });
  });

  it('an empty one counts as absent', () => {
    expect(config.load({ DATABASE_URL, SIGNOFF_EXAMPLE_DRAIN_MS: '' }).drainMs).toBe(5_000);
    expect(() => config.load({ DATABASE_URL: '' })).toThrow('DATABASE_URL is not set: The database.');
  });

  it.each([
    ['SIGNOFF_EXAMPLE_DRAIN_MS', '-1', 'a whole number from 0 to 60000'],
    ['SIGNOFF_EXAMPLE_DRAIN_MS', '60001', 'a whole number from 0 to 60000'],
    ['SIGNOFF_EXAMPLE_DRAIN_MS', '1e3', 'a whole number'],
    ['SIGNOFF_EXAMPLE_DRAIN_MS', '5s', 'a whole number'],
    ['SIGNOFF_EXAMPLE_DRAIN_MS', ' ', 'a whole number'],
    ['SIGNOFF_EXAMPLE_OPEN', 'yes', 'true or false'],
    ['SIGNOFF_EXAMPLE_ORIGINS', 'https://a.test,http://b.test', 'begin with https://'],
    ['SIGNOFF_LOG_LEVEL', 'loud', 'one of info, debug'],
    ['DATABASE_URL', 'localhost', 'must'],
  ])('%s=%s is refused, with what is allowed', (name, value, allowed) => {
    expect(() => config.load({ DATABASE_URL, [name]: value })).toThrow(`${name} must`);
    expect(() => config.load({ DATABASE_URL, [name]: value })).toThrow(allowed);
  });

  it('are named all at once when several are amiss', () => {
    const load = (): unknown => config.load({ SIGNOFF_EXAMPLE_DRAIN_MS: 'x', SIGNOFF_EXAMPLE_OPEN: 'x' });
    for (const name of ['DATABASE_URL', 'SIGNOFF_EXAMPLE_DRAIN_MS', 'SIGNOFF_EXAMPLE_OPEN']) {
      expect(load).toThrow(name);
    }
  });

  it('one that is misspelt stops the start; another process’s does not', () => {
    expect(() => config.load({ DATABASE_URL, SIGNOFF_EXAMPLE_DRIAN_MS: '1' })).toThrow(
      'SIGNOFF_EXAMPLE_DRIAN_MS is no setting',
    );
    expect(config.load({ DATABASE_URL, SIGNOFF_OTHER_NAME: '1', PATH: '/bin' }).open).toBe(true);
  });

  it('never show a password', () => {
    expect(() => config.load({ DATABASE_URL: 'mysql://ann:hunter2@localhost/db' })).toThrow(
      'mysql://ann:***@localhost/db',
    );
  });

  it('say in the reference what they may be, with the unit', () => {
    expect(config.settings.drainMs).toMatchObject({ kind: 'integer 0..60000 ms', defaultText: '5000' });
    expect(config.settings.level).toMatchObject({ kind: 'info | debug', defaultText: 'info' });
    expect(config.settings.name.defaultText).toBe('(none)');
    expect(config.settings.databaseUrl.defaultText).toBeUndefined();
  });
});
