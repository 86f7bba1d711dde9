import { choice, defineConfig, integer, list, optional, text, url, type Values } from '#libs/configuration';

/** Every setting of the sample resource server. `npm run docs:config` prints the reference from here. */
export const playbackApiConfig = defineConfig(
  'playback-api',
  {
    databaseUrl: url('DATABASE_URL', {
      protocols: ['postgres', 'postgresql'],
      doc: 'Profiles, viewing history and what plays, in a schema of their own, `playback`.',
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
      doc: 'The issuer whose access tokens and events are believed; its keys are read from there over TLS.',
    }),
    caFile: optional(
      text('SIGNOFF_CA_FILE', {
        doc: 'PEM of the authority the issuer’s certificate must descend from. The system’s if left out.',
      }),
    ),
    keysDir: text('SIGNOFF_KEYS_DIR', {
      default: '.signoff/keys',
      doc: 'The folder of nonce-secret, tls.pem and tls.key.',
    }),
    internalUrl: url('SIGNOFF_INTERNAL_URL', {
      default: 'http://127.0.0.1:7090',
      protocols: ['http', 'https'],
      doc: 'The internal listener of the account API, where snapshots of all revocations are read.',
    }),
    playbackId: optional(
      text('SIGNOFF_PLAYBACK_ID', {
        doc: 'Names this process among the enforcement points. Made up at each start if left out.',
      }),
    ),
    publicUrls: list('SIGNOFF_PLAYBACK_PUBLIC_URLS', {
      default: ['https://localhost:7445', 'http://localhost:7082'],
      protocols: ['http', 'https'],
      doc: 'The origins devices dial. A proof must name the one it came by.',
    }),
    allowedOrigins: list('SIGNOFF_ALLOWED_ORIGINS', {
      default: [],
      protocols: ['http', 'https'],
      doc: 'Origins whose pages may ask (CORS): devices that run in a browser.',
    }),
    tlsPort: integer('SIGNOFF_PLAYBACK_TLS_PORT', {
      default: 7445,
      min: 0,
      max: 65_535,
      doc: 'TLS 1.3 listener. 0 takes any free port.',
    }),
    plainPort: integer('SIGNOFF_PLAYBACK_PLAIN_PORT', {
      default: 7082,
      min: 0,
      max: 65_535,
      doc: 'Plain listener for pages on this machine. 0 turns it off, as production should.',
    }),
    plainHost: text('SIGNOFF_PLAYBACK_PLAIN_HOST', {
      default: '127.0.0.1',
      doc: 'Address of the plain listener. Anything but loopback only inside a container.',
    }),
    internalPort: integer('SIGNOFF_PLAYBACK_INTERNAL_PORT', {
      default: 7094,
      min: 0,
      max: 65_535,
      doc: 'Listener of health, metrics and what is being streamed. 0 takes any free port.',
    }),
    internalHost: text('SIGNOFF_PLAYBACK_INTERNAL_HOST', {
      default: '127.0.0.1',
      doc: 'Address of the internal listener. Keep it where only your own servers reach it.',
    }),
    filmDir: text('SIGNOFF_PLAYBACK_FILM_DIR', {
      default: 'apps/playback-api/film/segments',
      doc: 'The folder of the film: MPEG-TS segments of two seconds, 0.mpegts and so on.',
    }),
    maxRequests: integer('SIGNOFF_PLAYBACK_MAX_REQUESTS', {
      default: 2_000,
      min: 1,
      max: 1_000_000,
      doc: 'Requests under way at once; more are refused with 503 overloaded, at once.',
    }),
    maxOpenFilms: integer('SIGNOFF_PLAYBACK_MAX_OPEN_FILMS', {
      default: 10_000,
      min: 1,
      max: 1_000_000,
      doc: 'Whole films on their way at once, each one response for as long as it plays; more are refused likewise.',
    }),
    drainMs: integer('SIGNOFF_PLAYBACK_DRAIN_MS', {
      default: 0,
      min: 0,
      max: 600_000,
      unit: 'ms',
      doc: 'How long after SIGTERM new requests are answered 503 shutting_down before the listeners close: what a load balancer takes to notice.',
    }),
    maxStreams: integer('SIGNOFF_PLAYBACK_MAX_STREAMS', {
      default: 2,
      min: 1,
      max: 100,
      doc: 'Films an account may play at once. A signed-out device’s place is free at once.',
    }),
    segmentGraceMs: integer('SIGNOFF_PLAYBACK_SEGMENT_GRACE_MS', {
      default: 0,
      min: 0,
      max: 600_000,
      unit: 'ms',
      doc: 'How long film segments are served when it cannot be told who is signed in. All else then has no grace.',
    }),
    logLevel: choice('SIGNOFF_LOG_LEVEL', {
      default: 'info',
      of: ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'],
      doc: 'The least level that is logged. ERROR means that someone must act now.',
    }),
  },
  'SIGNOFF_PLAYBACK_',
);

export type PlaybackApiConfig = Values<(typeof playbackApiConfig)['settings']>;
