/** One configuration for every test; `npm test` (test/run.mjs) brings up PostgreSQL and Kafka around it. */
export default {
  testEnvironment: 'node',
  // Only to end a test that hangs: a loaded machine is no failure.
  testTimeout: 60_000,
  roots: ['<rootDir>/apps', '<rootDir>/libs', '<rootDir>/simulators', '<rootDir>/infra', '<rootDir>/test'],
  testMatch: ['**/*.spec.ts'],
  // `npm run test:long` runs these as well.
  testPathIgnorePatterns: process.env.SIGNOFF_LONG_TESTS === 'no' ? ['\\.long\\.spec\\.ts$'] : [],
  modulePathIgnorePatterns: ['<rootDir>/dist', '<rootDir>/.signoff'],
  extensionsToTreatAsEsm: ['.ts'],
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      {
        swcrc: false,
        sourceMaps: 'inline',
        module: { type: 'es6' },
        jsc: {
          target: 'es2023',
          keepClassNames: true,
          parser: { syntax: 'typescript', decorators: true },
          transform: { legacyDecorator: true, decoratorMetadata: true },
        },
      },
    ],
  },
  moduleNameMapper: {
    '^#libs/([^/]+)/(testing|node|browser)$': '<rootDir>/libs/$1/src/$2/index.ts',
    '^#libs/([^/]+)$': '<rootDir>/libs/$1/src/index.ts',
    '^(\\.{1,2}/.*)\\.js$': '$1',
  },
};
