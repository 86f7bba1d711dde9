/**
 * Who may import whom: `npm run boundaries`, part of `npm run lint`. The picture in docs/architecture.md is
 * drawn from what this tool sees, and test/tooling/boundaries.spec.ts plants each offence and sees it refused.
 */

/** Lowest first: each may import those before it. They run in pages too, so signers and verifiers are handed in. */
const pureLibs = ['configuration', 'revocation-index', 'security-event', 'push-protocol', 'errors', 'audit'];
const pure = `^libs/(${pureLibs.join('|')})/`;

/** What only tests run. */
const tests = '(\\.spec\\.tsx?$|/testing/)';
const nodeModule = { dependencyTypes: ['core'] };

/** @type {import('dependency-cruiser').IForbiddenRuleType[]} */
const downwardOnly = pureLibs.map((lib, height) => ({
  name: `pure-${lib}-looks-down`,
  comment:
    `libs/${lib} is pure: it may import ${pureLibs.slice(0, height).join(', ') || 'no other lib'}. ` +
    'What it needs from above is handed to it as an argument.',
  severity: 'error',
  from: { path: `^libs/${lib}/`, pathNot: tests },
  to: { path: '^libs/', pathNot: `^libs/(${pureLibs.slice(0, height + 1).join('|')})/` },
}));

export default {
  forbidden: [
    {
      name: 'no-cycles',
      comment: 'A cycle has no bottom: neither file can be understood, tested or moved without the other.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'no-unresolvable',
      comment: 'An import that leads nowhere would fail when the process starts. Mend the path.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
    ...downwardOnly,
    {
      name: 'pure-libs-touch-no-node',
      comment:
        'Pure libs run in pages as well, where no node: module is. Take a signer, a clock, a verifier as an argument.',
      severity: 'error',
      from: { path: pure, pathNot: tests },
      to: nodeModule,
    },
    {
      name: 'device-client-core-touches-no-node',
      comment:
        'The core of the device SDK runs in a television’s browser. What needs Node stands in src/node, behind a port of src/ports.ts.',
      severity: 'error',
      from: { path: '^libs/device-client/src/', pathNot: `^libs/device-client/src/node/|${tests}` },
      to: nodeModule,
    },
    {
      name: 'device-client-core-knows-no-transport',
      comment:
        'The core is handed its transport: it imports neither src/node nor src/browser. Only an app chooses.',
      severity: 'error',
      from: { path: '^libs/device-client/src/', pathNot: `^libs/device-client/src/(node|browser)/|${tests}` },
      to: { path: '^libs/device-client/src/(node|browser)/' },
    },
    {
      name: 'device-client-needs-pure-libs-only',
      comment: 'A device carries no server code: of the libs its SDK imports the pure ones.',
      severity: 'error',
      from: { path: '^libs/device-client/', pathNot: tests },
      to: { path: '^libs/', pathNot: `^libs/device-client/|${pure}` },
    },
    {
      name: 'libs-never-import-apps',
      comment:
        'A lib serves several programs. What it needs from one is a port that the lib declares and the app hands in.',
      severity: 'error',
      from: { path: '^libs/' },
      to: { path: '^(apps|simulators|infra|test)/' },
    },
    {
      name: 'apps-never-import-apps',
      comment: 'Apps meet on the wire and in topics. What two of them share is a lib.',
      severity: 'error',
      from: { path: '^apps/([^/]+)/' },
      to: { path: '^apps/', pathNot: '^apps/$1/' },
    },
    {
      name: 'apps-stand-alone',
      comment:
        'What runs in production needs neither a simulator, nor the scripts that start a household, nor a test.',
      severity: 'error',
      from: { path: '^apps/', pathNot: tests },
      to: { path: '^(simulators|infra|test)/' },
    },
    {
      name: 'pages-need-pure-libs-only',
      comment: 'account-web runs in a browser: of the libs it imports the pure ones and the device SDK.',
      severity: 'error',
      from: { path: '^apps/account-web/', pathNot: '(\\.spec\\.tsx?$|vite\\.config\\.ts$)' },
      to: { path: '^libs/', pathNot: `${pure}|^libs/device-client/` },
    },
    {
      name: 'simulators-are-devices',
      comment:
        'A simulated device knows what a real one knows: device-client, push-protocol, errors, configuration, audit. Never the servers’ side.',
      severity: 'error',
      from: { path: '^simulators/', pathNot: tests },
      to: { path: '^libs/', pathNot: '^libs/(device-client|push-protocol|errors|configuration|audit)/' },
    },
    {
      name: 'simulators-never-import-servers',
      comment: 'A simulated device meets the servers on the wire alone, or it proves nothing.',
      severity: 'error',
      from: { path: '^simulators/' },
      to: { path: '^(apps|infra|test)/' },
    },
    {
      name: 'infra-starts-processes',
      comment:
        'infra brings up services and starts programs as processes: of the libs it imports database, event-stream and configuration. ' +
        'infra/docs alone reads more, because it documents it.',
      severity: 'error',
      from: { path: '^infra/', pathNot: `^infra/docs/|${tests}` },
      to: { path: '^(libs|apps|simulators|test)/', pathNot: '^libs/(database|event-stream|configuration)/' },
    },
    {
      name: 'docs-read-registries',
      comment:
        'infra/docs prints registries: of an app it imports the settings only (src/config.ts), of the libs what they export.',
      severity: 'error',
      from: { path: '^infra/docs/', pathNot: tests },
      to: { path: '^(apps|simulators|test)/', pathNot: '^(apps|simulators)/[^/]+/src/config\\.ts$' },
    },
    {
      name: 'kafkajs-behind-its-port',
      comment:
        'Only libs/event-stream imports kafkajs: it supervises what kafkajs leaves dead after an outage. Use the EventStream port.',
      severity: 'error',
      from: { pathNot: `^(libs/event-stream|test)/|${tests}` },
      to: { path: '(^|/)node_modules/kafkajs' },
    },
    {
      name: 'ws-behind-its-sockets',
      comment:
        'Only the gateway’s socket folder and the device client’s Node transport import ws. Elsewhere use what they offer.',
      severity: 'error',
      from: { pathNot: `^(apps/push-gateway/src/socket|libs/device-client/src/node|test)/|${tests}` },
      to: { path: '(^|/)node_modules/ws/|^ws$' },
    },
    {
      name: 'no-domain-to-adapter',
      comment:
        'A use case knows its port, never the postgres/ folder behind it. The module (or the lib’s index, or the main of a command) puts them together.',
      severity: 'error',
      from: {
        path: '^(apps|libs)/',
        pathNot: `/postgres/|\\.module\\.ts$|/command/main\\.ts$|^libs/[^/]+/src/index\\.ts$|${tests}`,
      },
      to: { path: '/postgres/' },
    },
    {
      name: 'tests-are-for-tests',
      comment: 'Factories, contracts and fakes stay out of what ships.',
      severity: 'error',
      from: { path: '^(apps|libs|simulators|infra)/', pathNot: tests },
      to: { path: tests },
    },
    {
      name: 'no-dev-dependency-in-what-ships',
      comment:
        'An installation without dev dependencies must start. Move the package to `dependencies`, or the code to a test.',
      severity: 'error',
      from: { path: '^(apps|libs|simulators)/', pathNot: `^apps/account-web/|^simulators/web/|${tests}` },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'], pathNot: '/@types/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    // test/bench/peers has packages of its own, which npm ci does not bring.
    exclude: { path: '(^|/)dist/|^test/bench/peers/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['signoff-source', 'import', 'node', 'default', 'types'],
      extensions: ['.ts', '.tsx', '.mjs', '.js', '.d.ts', '.json'],
    },
  },
};
