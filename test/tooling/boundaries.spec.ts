import { execFile } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Rule, the file that offends it, what it imports. */
const offences: readonly (readonly [rule: string, from: string, to: string])[] = [
  ['no-cycles', 'apps/account-api/src/a.ts', './b.js'],
  ['no-unresolvable', 'apps/account-api/src/lost.ts', './nowhere.js'],
  ['pure-configuration-looks-down', 'libs/configuration/src/up.ts', '#libs/errors'],
  ['pure-revocation-index-looks-down', 'libs/revocation-index/src/up.ts', '#libs/security-event'],
  ['pure-security-event-looks-down', 'libs/security-event/src/up.ts', '#libs/push-protocol'],
  ['pure-push-protocol-looks-down', 'libs/push-protocol/src/up.ts', '#libs/errors'],
  ['pure-errors-looks-down', 'libs/errors/src/up.ts', '#libs/audit'],
  ['pure-audit-looks-down', 'libs/audit/src/up.ts', '#libs/database'],
  ['pure-libs-touch-no-node', 'libs/errors/src/reads.ts', 'node:fs'],
  ['device-client-core-touches-no-node', 'libs/device-client/src/socket/reads.ts', 'node:crypto'],
  ['device-client-core-knows-no-transport', 'libs/device-client/src/chooses.ts', './node/index.js'],
  ['device-client-needs-pure-libs-only', 'libs/device-client/src/stores.ts', '#libs/database'],
  ['libs-never-import-apps', 'libs/database/src/up.ts', '../../../apps/account-api/src/config.js'],
  ['libs-never-import-apps', 'libs/database/src/down.ts', '../../../infra/start.js'],
  ['apps-never-import-apps', 'apps/account-api/src/over.ts', '../../push-gateway/src/socket/main.js'],
  ['apps-stand-alone', 'apps/account-api/src/plays.ts', '../../../simulators/tv/src/main.js'],
  ['pages-need-pure-libs-only', 'apps/account-web/src/asks.ts', '#libs/database'],
  ['simulators-are-devices', 'simulators/tv/src/cheats.ts', '#libs/database'],
  [
    'simulators-never-import-servers',
    'simulators/tv/src/knows.ts',
    '../../../apps/account-api/src/config.js',
  ],
  ['infra-starts-processes', 'infra/runs.ts', '../apps/account-api/src/config.js'],
  ['infra-starts-processes', 'infra/reaches.ts', '#libs/device-client'],
  ['docs-read-registries', 'infra/docs/acts.ts', '../../apps/account-api/src/b.js'],
  ['kafkajs-behind-its-port', 'apps/account-api/src/sends.ts', 'kafkajs'],
  ['kafkajs-behind-its-port', 'infra/sends.ts', 'kafkajs'],
  ['ws-behind-its-sockets', 'apps/push-gateway/src/hub/opens.ts', 'ws'],
  ['ws-behind-its-sockets', 'simulators/fleet/src/opens.ts', 'ws'],
  ['no-domain-to-adapter', 'apps/account-api/src/sessions/revoke-session.ts', './postgres/store.js'],
  [
    'no-domain-to-adapter',
    'libs/outbox/src/relay.ts',
    '../../../apps/account-api/src/sessions/postgres/store.js',
  ],
  ['tests-are-for-tests', 'apps/account-api/src/fakes.ts', '#libs/database/testing'],
  ['no-dev-dependency-in-what-ships', 'apps/account-api/src/borrows.ts', 'yaml'],
];

/** What looks alike and is allowed, so that a rule that refuses everything is found out too. */
const allowed: readonly (readonly [from: string, to: string])[] = [
  ['libs/errors/src/index.ts', '#libs/push-protocol'],
  ['libs/errors/src/errors.spec.ts', 'node:fs'],
  ['libs/device-client/src/node/dial.ts', 'ws'],
  ['libs/device-client/src/node/files.ts', 'node:fs'],
  ['libs/device-client/src/obeys.ts', '#libs/push-protocol'],
  ['apps/push-gateway/src/socket/main.ts', 'ws'],
  ['apps/account-api/src/config.ts', '#libs/configuration'],
  ['apps/account-api/src/sessions/sessions.module.ts', './postgres/store.js'],
  ['libs/event-stream/src/kafkajs/sends.ts', 'kafkajs'],
  ['test/integration/asks.ts', 'kafkajs'],
  ['test/e2e/dials.ts', 'ws'],
  ['test/integration/opens.ts', '../../apps/account-api/src/config.js'],
  ['simulators/tv/src/main.ts', '#libs/device-client'],
  ['infra/start.ts', '#libs/database'],
  ['infra/docs/config.ts', '../../apps/account-api/src/config.js'],
  ['infra/docs/errors.ts', '#libs/errors'],
];

const leaves = [
  'apps/account-api/src/sessions/postgres/store.ts',
  ...[
    'audit',
    'configuration',
    'database',
    'device-client',
    'push-protocol',
    'revocation-index',
    'security-event',
  ].map((lib) => `libs/${lib}/src/index.ts`),
  'libs/database/src/testing/index.ts',
  'libs/device-client/src/node/index.ts',
];

interface Violation {
  readonly rule: { readonly name: string };
  readonly from: string;
}

describe('the boundaries between folders', () => {
  let folder: string;
  let violations: readonly Violation[];

  const write = async (path: string, text: string): Promise<void> => {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  };

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'boundaries-'));
    for (const name of ['package.json', 'tsconfig.json', 'tsconfig.base.json', '.dependency-cruiser.mjs'])
      await copyFile(join(root, name), join(folder, name));
    for (const name of ['kafkajs', 'ws', 'yaml']) {
      await write(
        `node_modules/${name}/package.json`,
        JSON.stringify({ name, version: '1.0.0', main: 'index.js' }),
      );
      await write(`node_modules/${name}/index.js`, 'exports.it = 1;');
    }
    for (const path of leaves) await write(path, 'export const it = 1;');
    await write('apps/account-api/src/b.ts', "export * from './a.js';");
    for (const [from, to] of [...offences.map(([, ...rest]) => rest), ...allowed])
      await write(from, `import * as it from '${to}';\nexport const use = it;`);

    const depcruise = join(root, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs');
    const folders = ['apps', 'libs', 'simulators', 'infra', 'test'];
    const { stdout } = await promisify(execFile)(
      process.execPath,
      [depcruise, ...folders, '--config', '.dependency-cruiser.mjs', '--output-type', 'json'],
      { cwd: folder, maxBuffer: 64 * 1024 * 1024 },
    ).catch((failed: { stdout: string }) => failed);
    violations = (JSON.parse(stdout) as { summary: { violations: Violation[] } }).summary.violations;
  });

  afterAll(() => rm(folder, { recursive: true, force: true }));

  it.each(offences)('%s refuses %s that imports %s', (rule, from) => {
    expect(
      violations.filter((violation) => violation.from === from).map(({ rule: { name } }) => name),
    ).toContain(rule);
  });

  it.each(allowed)('%s may import %s', (from) => {
    expect(violations.filter((violation) => violation.from === from)).toEqual([]);
  });

  it('no rule is left without an offence that it refuses', async () => {
    const { default: config } = (await import(join(root, '.dependency-cruiser.mjs'))) as {
      default: { forbidden: { name: string; comment?: string }[] };
    };
    expect(config.forbidden.map(({ name }) => name).sort()).toEqual(
      [...new Set(offences.map(([rule]) => rule))].sort(),
    );
    expect(config.forbidden.filter(({ comment = '' }) => comment.length < 40)).toEqual([]);
  });
});
