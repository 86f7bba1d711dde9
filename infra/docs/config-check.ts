import { parseArgs } from 'node:util';
import { checkConfig } from './check-config.js';
import { configsOfProcesses } from './settings.js';

/** `npm run config:check -- --app account-api`: would this process start with this environment? Exit 1 if not. */
const { values } = parseArgs({ options: { app: { type: 'string' } } });
const all = await configsOfProcesses();
const names = all.map(({ section }) => section).join(', ');
const config = all.find(({ section }) => section === values.app);
if (config === undefined) {
  console.error(
    values.app === undefined ? `Say which: --app ${names}` : `There is no ${values.app}. There are: ${names}`,
  );
  process.exitCode = 2;
} else {
  const faults = checkConfig(config, all, process.env);
  for (const fault of faults) console.error(fault);
  if (faults.length === 0) console.log(`${config.section} would start with this environment.`);
  else process.exitCode = 1;
}
