import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Config, Setting } from '#libs/configuration';
import { ROOT } from './root.js';

/** The settings of every app that declares some in its src/config.ts, by the app's name. */
export async function configsOfApps(): Promise<readonly Config[]> {
  const apps = readdirSync(join(ROOT, 'apps'))
    .filter((app) => existsSync(join(ROOT, 'apps', app, 'src/config.ts')))
    .sort();
  const configs: Config[] = [];
  for (const app of apps) {
    const exported = (await import(`../../apps/${app}/src/config.js`)) as Record<string, unknown>;
    const found = Object.values(exported).filter(isConfig);
    if (found.length === 0) throw new Error(`apps/${app}/src/config.ts exports no settings`);
    configs.push(...found);
  }
  return configs;
}

export const settingsOf = (config: Config): readonly Setting<unknown>[] => Object.values(config.settings);

const isConfig = (value: unknown): value is Config =>
  typeof value === 'object' && value !== null && 'section' in value && 'settings' in value && 'load' in value;
