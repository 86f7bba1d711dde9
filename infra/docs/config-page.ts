import type { Setting } from '#libs/configuration';
import { code, table } from './markdown.js';
import { wholePage } from './page.js';
import { configsOfProcesses, settingsOf } from './settings.js';

/** docs/config.md: every setting of every process. */
export const configPage = wholePage('docs/config.md', async () => {
  const sections = (await configsOfProcesses()).map(
    (config) =>
      `## ${config.section}\n\n${table(['variable', 'what it may be', 'default', 'what it is'], settingsOf(config).map(row))}`,
  );
  return `# Settings

Every process reads its settings from the environment, once, when it starts. An empty variable counts as absent.
A start that finds one amiss names each of them and ends. To ask beforehand:

\`\`\`sh
npm run config:check -- --app account-api
\`\`\`

${sections.join('\n\n')}`;
});

const row = ({ env, kind, defaultText, doc }: Setting<unknown>): readonly string[] => [
  code(env),
  kind,
  defaultText === undefined ? '**must be set**' : defaultText === '' ? '(empty)' : code(defaultText),
  doc,
];
