import { KEPT_MS } from './internal/snapshot.js';
import { accountApiConfig } from './config.js';

const settings = Object.entries(accountApiConfig.settings);

describe('the settings of the account API', () => {
  it.each(settings)(
    '%s: its default is one it would take, its name and its line are its own',
    (name, setting) => {
      expect(setting.env).toMatch(/^(?:SIGNOFF_[A-Z0-9_]+|DATABASE_URL|KAFKA_BROKERS)$/);
      expect(setting.doc).toMatch(/^[A-Z].*[.)]$/s);
      const shown = setting.defaultText;
      if (setting.fallback === undefined || shown === undefined || shown === '' || shown === '(none)') return;
      expect(setting.parse(shown)).toEqual(setting.fallback());
      if (/Ms$|S$|Days$|Kib$/.test(name)) {
        expect(setting.kind).toMatch(/ (?:ms|s|days|KiB)$/);
      }
    },
  );

  it('are read from names that are used once', () => {
    const names = settings.map(([, { env }]) => env);
    expect(new Set(names).size).toBe(names.length);
  });

  it('let no access token outlive what a snapshot tells', () => {
    const most = /(\d+) s$/.exec(accountApiConfig.settings.accessTokenLifeS.kind)?.[1];
    expect(Number(most) * 1_000 + 60_000).toBeLessThanOrEqual(KEPT_MS);
  });
});
