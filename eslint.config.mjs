/**
 * What `npm run lint` holds every file to. A ban says what to use instead and why; a disable says its reason.
 * Which folder may import which is dependency-cruiser's: see .dependency-cruiser.mjs.
 */
import js from '@eslint/js';
import reactHooks from 'eslint-plugin-react-hooks';
import globals from 'globals';
import tseslint from 'typescript-eslint';
import { disableNeedsAReason } from './infra/lint/disable-needs-a-reason.mjs';

/** Modules nobody imports, with what to import instead. */
const bannedModules = [
  ['moment', 'Use epoch milliseconds inside and whole seconds on the wire.'],
  ['lodash', 'Use the language; it has grown what lodash was for.'],
  ['axios', 'Use fetch: one HTTP client fewer to keep safe.'],
  ['uuid', 'Use crypto.randomUUID().'],
  ['ioredis', 'What must hold is in PostgreSQL, what must flow is in Kafka; a third store is a third truth.'],
  ['assert', 'Use expect in specs; outside them throw a SignoffError of the registry.'],
  ['node:assert', 'Use expect in specs; outside them throw a SignoffError of the registry.'],
].map(([name, message]) => ({ name, message }));

/** What of a module nobody imports. */
const bannedNames = ['node:crypto', 'crypto'].map((name) => ({
  name,
  importNames: ['generateKeyPairSync'],
  message:
    'Use newKeyPair of #libs/service-runtime, or generateKeyPair: an export of what it makes may wait for ever.',
}));
const bannedPaths = [...bannedModules, ...bannedNames];

const bannedPatterns = [
  { group: ['**/dist/**'], message: 'Import the source: dist/ is what the build makes of it.' },
  {
    group: ['**/libs/*/src/**'],
    message: 'Import #libs/<name> (or its /testing, /node, /browser): the index is what a lib promises.',
  },
];

const bannedSyntax = [
  {
    selector: 'TSEnumDeclaration',
    message:
      'Use a union of literals or an `as const` object: an enum is code that types cannot see through.',
  },
  {
    selector: 'ExportDefaultDeclaration',
    message: 'Export by name: a default has another name in each file that imports it.',
  },
  {
    selector: 'ClassDeclaration[id.name=/(Manager|Helper|Util|Utils)$/]',
    message: 'Name the class after the thing it is (Hub, Relay, Receipt): this word fits anything.',
  },
];

const bannedInSpecs = [
  {
    selector:
      "NewExpression[callee.name='Promise'] CallExpression[callee.name='setTimeout'][arguments.0.type='Identifier']",
    message: 'Do not sleep. Wait for the event, open a gate, or poll with a deadline by `until`.',
  },
  {
    selector: 'MemberExpression[object.name=/^(it|test|describe)$/][property.name=/^(only|skip|todo)$/]',
    message: 'A test that is not run proves nothing. Mend it or delete it.',
  },
  {
    selector: 'CallExpression[callee.name=/^(xit|xtest|xdescribe|fit|fdescribe)$/]',
    message: 'A test that is not run proves nothing. Mend it or delete it.',
  },
];

export default tseslint.config(
  {
    ignores: ['dist/', 'node_modules/', '.signoff/', 'coverage/', 'infra/kafka/target/', 'test/bench/peers/'],
  },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  js.configs.recommended,
  {
    plugins: { signoff: { rules: { 'disable-needs-a-reason': disableNeedsAReason } } },
    rules: {
      'signoff/disable-needs-a-reason': 'error',
      'no-restricted-imports': ['error', { paths: bannedPaths, patterns: bannedPatterns }],
      'no-restricted-syntax': ['error', ...bannedSyntax],
      // Longer is two concepts, or says at its top why it is not.
      'max-lines': ['error', 300],
      eqeqeq: 'error',
      'no-console': 'error',
      'no-var': 'error',
      'prefer-const': 'error',
      'object-shorthand': 'error',
    },
  },
  {
    files: ['**/*.{ts,tsx}'],
    extends: [tseslint.configs.recommendedTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      // A promise nobody waits for is a failure nobody hears of. `void` says that it was meant.
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      '@typescript-eslint/only-throw-error': 'error',
      // What answers a port's promise need not wait for anything itself.
      '@typescript-eslint/require-await': 'off',
      // Ports are interfaces of functions, and their methods are handed on by name.
      '@typescript-eslint/unbound-method': 'off',
      // `_` leads what a signature asks for and the body does not need.
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      // Nest's modules are classes without members; its decorators read them.
      '@typescript-eslint/no-extraneous-class': 'off',
    },
  },
  {
    // Declarations of what others export.
    files: ['**/*.d.ts'],
    rules: { 'no-restricted-syntax': 'off', '@typescript-eslint/no-unused-vars': 'off' },
  },
  {
    // A test may look wherever it likes.
    files: ['test/**'],
    rules: { 'no-restricted-imports': ['error', { paths: bannedPaths }] },
  },
  {
    files: ['**/*.spec.ts'],
    rules: {
      'no-restricted-syntax': ['error', ...bannedSyntax, ...bannedInSpecs],
      'max-lines': ['error', 400],
    },
  },
  {
    files: ['**/*.spec.ts', 'test/**/*.ts', 'libs/*/src/testing/**/*.ts'],
    rules: {
      // jest's matchers (expect.any, objectContaining) are typed `any`, and so is what JSON.parse returns.
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
    },
  },
  {
    // Programs for a terminal speak to it.
    files: ['infra/**', '.ci/**', 'simulators/**', 'test/**', '*.mjs'],
    rules: { 'no-console': 'off' },
  },
  {
    files: ['apps/account-web/**/*.{ts,tsx}', 'simulators/web/**/*.{ts,tsx}'],
    plugins: { 'react-hooks': reactHooks },
    languageOptions: { globals: globals.browser },
    rules: { ...reactHooks.configs.recommended.rules },
  },
  {
    files: ['**/*.{js,mjs,cjs}'],
    languageOptions: { globals: globals.node },
  },
  {
    // What a tool loads by its default export.
    files: ['*.config.{mjs,ts}', '**/*.config.{mjs,ts}', '.dependency-cruiser.mjs', 'test/sequencer.mjs'],
    rules: { 'no-restricted-syntax': 'off' },
  },
);
