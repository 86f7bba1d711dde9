import {
  choice,
  defineConfig,
  integer,
  list,
  optional,
  text,
  toggle,
  url,
  type Values,
} from '#libs/configuration';

/** Every setting of the account API. `npm run docs:config` prints the reference from here. */
export const accountApiConfig = defineConfig(
  'account-api',
  {
    databaseUrl: url('DATABASE_URL', {
      protocols: ['postgres', 'postgresql'],
      doc: 'The primary database. Revocations are judged on it, so never a replica.',
    }),
    statementMs: integer('SIGNOFF_DATABASE_STATEMENT_MS', {
      default: 10_000,
      min: 100,
      max: 600_000,
      unit: 'ms',
      doc: 'The longest a statement may take; then the request is answered 503. A vanished host is given up a second later.',
    }),
    kafkaBrokers: list('KAFKA_BROKERS', { default: ['127.0.0.1:7092'], doc: 'Where Kafka answers first.' }),
    topicPrefix: text('SIGNOFF_TOPIC_PREFIX', {
      default: '',
      doc: 'Put before every topic name, so that several installations share a cluster.',
    }),
    issuer: url('SIGNOFF_ISSUER', {
      default: 'https://localhost:7443',
      protocols: ['https'],
      doc: 'The issuer identifier, as devices pin it, and the origin of the TLS listener.',
    }),
    accountUrl: url('SIGNOFF_ACCOUNT_URL', {
      default: 'http://localhost:7080',
      protocols: ['http', 'https'],
      doc: 'The origin people open. Devices show it, with /activate, beside their code.',
    }),
    allowedOrigins: list('SIGNOFF_ALLOWED_ORIGINS', {
      default: [],
      protocols: ['http', 'https'],
      doc: 'Further origins whose pages may use the OAuth endpoints (CORS): devices that run in a browser.',
    }),
    pushEndpoint: url('SIGNOFF_PUSH_ENDPOINT', {
      default: 'wss://localhost:7444/devices',
      protocols: ['ws', 'wss'],
      doc: 'The public URL of the push gateways, told to devices as signoff_push_endpoint.',
    }),
    pushEndpoints: list('SIGNOFF_PUSH_ENDPOINTS', {
      default: [],
      protocols: ['ws', 'wss'],
      doc: 'The public URLs of all push gateways where no balancer stands before them, told as signoff_push_endpoints.',
    }),
    keysDir: text('SIGNOFF_KEYS_DIR', {
      default: '.signoff/keys',
      doc: 'The folder of issuer keys, nonce secret and certificates that all instances share.',
    }),
    tlsPort: integer('SIGNOFF_ACCOUNT_TLS_PORT', {
      default: 7443,
      min: 0,
      max: 65_535,
      doc: 'TLS 1.3 listener. 0 takes any free port.',
    }),
    plainPort: integer('SIGNOFF_ACCOUNT_PLAIN_PORT', {
      default: 7080,
      min: 0,
      max: 65_535,
      doc: 'Plain listener for pages on this machine. 0 turns it off, as production should.',
    }),
    plainHost: text('SIGNOFF_ACCOUNT_PLAIN_HOST', {
      default: '127.0.0.1',
      doc: 'Address of the plain listener. Anything but loopback only inside a container.',
    }),
    internalPort: integer('SIGNOFF_ACCOUNT_INTERNAL_PORT', {
      default: 7090,
      min: 0,
      max: 65_535,
      doc: 'Listener of internal routes: snapshots, health, metrics. 0 takes any free port.',
    }),
    internalHost: text('SIGNOFF_ACCOUNT_INTERNAL_HOST', {
      default: '127.0.0.1',
      doc: 'Address of the internal listener. Keep it where only your own servers reach it.',
    }),
    internalNames: list('SIGNOFF_ACCOUNT_INTERNAL_NAMES', {
      default: [],
      doc: 'Host names by which your own servers call the internal listener. Addresses and localhost always do.',
    }),
    maxRequests: integer('SIGNOFF_ACCOUNT_MAX_REQUESTS', {
      default: 2_000,
      min: 1,
      max: 1_000_000,
      doc: 'Requests under way at once; more are refused with 503 overloaded, at once.',
    }),
    maxOpenPages: integer('SIGNOFF_ACCOUNT_MAX_OPEN_PAGES', {
      default: 10_000,
      min: 1,
      max: 1_000_000,
      doc: 'Pages that listen for changes at once; more are refused, and look for themselves.',
    }),
    drainMs: integer('SIGNOFF_ACCOUNT_DRAIN_MS', {
      default: 0,
      min: 0,
      max: 600_000,
      unit: 'ms',
      doc: 'How long after SIGTERM new requests are answered 503 shutting_down before the listeners close: what a load balancer takes to notice.',
    }),
    trustedProxies: list('SIGNOFF_TRUSTED_PROXIES', {
      default: [],
      doc: 'Addresses of proxies whose X-Forwarded-For is believed. Empty: nobody’s is.',
    }),
    webDir: text('SIGNOFF_WEB_DIR', {
      default: 'dist/apps/account-web',
      doc: 'The built account pages.',
    }),
    frameAncestors: list('SIGNOFF_FRAME_ANCESTORS', {
      default: [],
      protocols: ['http', 'https'],
      doc: 'Origins whose pages may show the account pages in a frame. None: nobody’s may.',
    }),
    demoFile: optional(
      text('SIGNOFF_DEMO_FILE', {
        doc: 'A file with the email and password of a demo account, as JSON. The plain listener tells them to whoever asks, so only `npm start` sets it.',
      }),
    ),
    allowSignUp: toggle('SIGNOFF_ACCOUNT_ALLOW_SIGN_UP', {
      default: true,
      doc: 'Whether people may make accounts themselves.',
    }),
    devicePollIntervalS: integer('SIGNOFF_DEVICE_POLL_INTERVAL_S', {
      default: 5,
      min: 1,
      max: 60,
      unit: 's',
      doc: 'How long a device waits between two questions whether its code is approved (RFC 8628).',
    }),
    deviceCodeLifeS: integer('SIGNOFF_DEVICE_CODE_LIFE_S', {
      default: 600,
      min: 10,
      max: 3600,
      unit: 's',
      doc: 'How long a code on a device’s screen can be approved.',
    }),
    accessTokenLifeS: integer('SIGNOFF_ACCESS_TOKEN_LIFE_S', {
      default: 300,
      min: 5,
      max: 600,
      unit: 's',
      doc: 'Life of an access token. Revocations are kept by every enforcement point for at least the ceiling of this.',
    }),
    deviceIdleDays: integer('SIGNOFF_DEVICE_IDLE_DAYS', {
      default: 400,
      min: 1,
      max: 3650,
      unit: 'days',
      doc: 'A device that has not refreshed its tokens for so long must be linked anew.',
    }),
    browserSessionDays: integer('SIGNOFF_BROWSER_SESSION_DAYS', {
      default: 30,
      min: 1,
      max: 400,
      unit: 'days',
      doc: 'How long a sign-in to the account pages lasts.',
    }),
    argon2MemoryKib: integer('SIGNOFF_ARGON2_MEMORY_KIB', {
      default: 19_456,
      min: 8,
      max: 1_048_576,
      unit: 'KiB',
      doc: 'Memory of one argon2id hash. Only tests go below the default.',
    }),
    argon2Passes: integer('SIGNOFF_ARGON2_PASSES', {
      default: 2,
      min: 1,
      max: 20,
      doc: 'Passes of argon2id.',
    }),
    signInAttempts: integer('SIGNOFF_SIGN_IN_ATTEMPTS', {
      default: 10,
      min: 1,
      max: 100_000,
      doc: 'Failed sign-ins in a row for one account before waiting; one more each 30 s. Ten times as many an address.',
    }),
    signUpsPerAddress: integer('SIGNOFF_SIGN_UPS_PER_ADDRESS', {
      default: 60,
      min: 1,
      max: 1_000_000,
      doc: 'Accounts made from one address before waiting; one more each minute.',
    }),
    deviceCodesPerAddress: integer('SIGNOFF_DEVICE_CODES_PER_ADDRESS', {
      default: 1_000,
      min: 1,
      max: 1_000_000,
      doc: 'Codes for devices asked for from one address (of IPv6, one /64) before waiting; one more each half second.',
    }),
    campaignApprovalAbove: integer('SIGNOFF_CAMPAIGN_APPROVAL_ABOVE', {
      default: 1_000,
      min: 0,
      max: 1_000_000_000,
      unit: 'sessions',
      doc: 'A campaign that ends more sessions than this needs a second operator’s approval.',
    }),
    userCodeAttempts: integer('SIGNOFF_USER_CODE_ATTEMPTS', {
      default: 10,
      min: 1,
      max: 100_000,
      doc: 'Wrong device codes in a row typed by one account, or from one address, before waiting; one more each 30 s.',
    }),
    logLevel: choice('SIGNOFF_LOG_LEVEL', {
      default: 'info',
      of: ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'],
      doc: 'The least level that is logged. ERROR means that someone must act now.',
    }),
    instanceId: optional(
      text('SIGNOFF_INSTANCE_ID', { doc: 'Names this instance in logs and groups. Made up if left out.' }),
    ),
  },
  'SIGNOFF_ACCOUNT_',
);

export type AccountApiConfig = Values<(typeof accountApiConfig)['settings']>;
export const CONFIG = Symbol('AccountApiConfig');
