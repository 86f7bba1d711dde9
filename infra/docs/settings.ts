import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Config, Setting } from '#libs/configuration';
import { ROOT } from './root.js';

/** The settings of every process: each app that declares some in its src/config.ts, the device pages, and `npm start` itself. */
export async function configsOfProcesses(): Promise<readonly Config[]> {
  const apps = readdirSync(join(ROOT, 'apps')).sort();
  const files = [
    ...apps.map((app) => `apps/${app}/src/config`),
    'simulators/pages/src/config',
    'infra/start/config',
  ];
  const configs: Config[] = [];
  for (const file of files.filter((one) => existsSync(join(ROOT, `${one}.ts`)))) {
    const exported = (await import(`../../${file}.js`)) as Record<string, unknown>;
    const found = Object.values(exported).filter(isConfig);
    if (found.length === 0) throw new Error(`${file}.ts exports no settings`);
    configs.push(...found);
  }
  return configs;
}

export const settingsOf = (config: Config): readonly Setting<unknown>[] => Object.values(config.settings);

const isConfig = (value: unknown): value is Config =>
  typeof value === 'object' && value !== null && 'section' in value && 'settings' in value && 'load' in value;
