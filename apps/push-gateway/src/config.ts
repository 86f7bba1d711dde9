import { defineConfig, integer, list, optional, text, url, type Values } from '#libs/configuration';

/** Every setting of the push gateway. `npm run docs:config` prints the reference from here. */
export const pushGatewayConfig = defineConfig('push-gateway', {
  kafkaBrokers: list('KAFKA_BROKERS', { default: ['127.0.0.1:7092'], doc: 'Where Kafka answers first.' }),
  topicPrefix: text('SIGNOFF_TOPIC_PREFIX', {
    default: '',
    doc: 'Put before every topic name, so that several installations share a cluster.',
  }),
  issuer: url('SIGNOFF_ISSUER', {
    default: 'https://localhost:7443',
    protocols: ['https'],
    doc: 'The issuer whose access tokens and events are believed; its keys are read from there over TLS.',
  }),
  caFile: optional(
    text('SIGNOFF_CA_FILE', {
      doc: 'PEM of the authority the issuer’s certificate must descend from. The system’s if left out.',
    }),
  ),
  keysDir: text('SIGNOFF_KEYS_DIR', {
    default: '.signoff/keys',
    doc: 'The folder of tls.pem and tls.key.',
  }),
  internalUrl: url('SIGNOFF_INTERNAL_URL', {
    default: 'http://127.0.0.1:7090',
    protocols: ['http', 'https'],
    doc: 'The internal listener of the account API, where snapshots of all revocations are read.',
  }),
  gatewayId: optional(
    text('SIGNOFF_GATEWAY_ID', {
      doc: 'Names this gateway in progress, presence and receipts. Made up at each start if left out.',
    }),
  ),
  publicUrls: list('SIGNOFF_GATEWAY_PUBLIC_URLS', {
    default: ['wss://localhost:7444/devices', 'ws://localhost:7081/devices'],
    protocols: ['ws', 'wss'],
    doc: 'The exact URLs devices dial. A proof must name the one it came by.',
  }),
  allowedOrigins: list('SIGNOFF_ALLOWED_ORIGINS', {
    default: [],
    protocols: ['http', 'https'],
    doc: 'Origins whose pages may connect: devices that run in a browser. Programs send no Origin.',
  }),
  trustedProxies: list('SIGNOFF_TRUSTED_PROXIES', {
    default: [],
    doc: 'Addresses of proxies whose X-Forwarded-For is believed. Empty: nobody’s is.',
  }),
  tlsPort: integer('SIGNOFF_GATEWAY_TLS_PORT', {
    default: 7444,
    min: 0,
    max: 65_535,
    doc: 'TLS 1.3 listener. 0 takes any free port.',
  }),
  plainPort: integer('SIGNOFF_GATEWAY_PLAIN_PORT', {
    default: 7081,
    min: 0,
    max: 65_535,
    doc: 'Plain listener for pages on this machine. 0 turns it off, as production should.',
  }),
  plainHost: text('SIGNOFF_GATEWAY_PLAIN_HOST', {
    default: '127.0.0.1',
    doc: 'Address of the plain listener. Anything but loopback only inside a container.',
  }),
  internalPort: integer('SIGNOFF_GATEWAY_INTERNAL_PORT', {
    default: 7091,
    min: 0,
    max: 65_535,
    doc: 'Listener of health and metrics. 0 takes any free port.',
  }),
  internalHost: text('SIGNOFF_GATEWAY_INTERNAL_HOST', {
    default: '127.0.0.1',
    doc: 'Address of the internal listener. Keep it where only your own servers reach it.',
  }),
  maxConnections: integer('SIGNOFF_GATEWAY_MAX_CONNECTIONS', {
    default: 50_000,
    min: 1,
    max: 1_000_000,
    doc: 'Sockets held at most; more are closed with 1013. A tenth, 400 at most, is kept for those who greet. Never more than the limit of open files (ulimit -n) less 256: a gateway that starts with less says so.',
  }),
  maxUnverified: integer('SIGNOFF_GATEWAY_MAX_UNVERIFIED', {
    default: 20_000,
    min: 1,
    max: 1_000_000,
    doc: 'Tokens that wait to be verified at most; whoever brings more is closed with 1013.',
  }),
  admissionQueueMs: integer('SIGNOFF_GATEWAY_ADMISSION_QUEUE_MS', {
    default: 6_000,
    min: 100,
    max: 10_000,
    unit: 'ms',
    doc: 'The longest a token may wait to be verified, at the pace that is measured. Whoever would wait longer is closed with 1013 and told when to come.',
  }),
  helloTimeoutMs: integer('SIGNOFF_GATEWAY_HELLO_TIMEOUT_MS', {
    default: 8_000,
    min: 100,
    max: 60_000,
    unit: 'ms',
    doc: 'How long a socket may take to say hello.',
  }),
  heartbeatS: integer('SIGNOFF_GATEWAY_HEARTBEAT_S', {
    default: 25,
    min: 1,
    max: 600,
    unit: 's',
    doc: 'How often devices ping. One that is silent for 2.5 times as long is closed.',
  }),
  maxBufferedBytes: integer('SIGNOFF_GATEWAY_MAX_BUFFERED_BYTES', {
    default: 65_536,
    min: 1_024,
    max: 16_777_216,
    unit: 'bytes',
    doc: 'What may wait to be read by a device; one that lags further is cut off.',
  }),
  drainWindowMs: integer('SIGNOFF_GATEWAY_DRAIN_WINDOW_MS', {
    default: 5_000,
    min: 0,
    max: 600_000,
    unit: 'ms',
    doc: 'Time over which stopping spreads close(1012). 0 closes all at once.',
  }),
});

export type PushGatewayConfig = Values<(typeof pushGatewayConfig)['settings']>;
