import { defineConfig, integer, list, optional, text, url, type Values } from '#libs/configuration';

/** Every setting of the server of the device pages. They are for one machine: origins are plain, and loopback. */
export const pagesConfig = defineConfig(
  'pages',
  {
    port: integer('SIGNOFF_PAGES_PORT', {
      default: 7083,
      min: 0,
      max: 65_535,
      doc: 'Where the television, the phone and the stage are served. 0 takes any free port.',
    }),
    host: text('SIGNOFF_PAGES_HOST', {
      default: '127.0.0.1',
      doc: 'Address of the listener. Anything but loopback only inside a container.',
    }),
    issuer: url('SIGNOFF_ISSUER', {
      default: 'https://localhost:7443',
      protocols: ['https'],
      doc: 'The issuer that the devices pin.',
    }),
    accountUrl: url('SIGNOFF_ACCOUNT_URL', {
      default: 'http://localhost:7080',
      protocols: ['http', 'https'],
      doc: 'The origin of the account API, for devices and for the account pages on the stage.',
    }),
    pushUrls: list('SIGNOFF_PAGES_PUSH_URLS', {
      default: ['ws://localhost:7081/devices'],
      protocols: ['ws', 'wss'],
      doc: 'The push gateways that the devices dial.',
    }),
    playbackUrl: url('SIGNOFF_PAGES_PLAYBACK_URL', {
      default: 'http://localhost:7082',
      protocols: ['http', 'https'],
      doc: 'The origin of the playback API that the devices ask.',
    }),
    playbackInternalUrl: url('SIGNOFF_PAGES_PLAYBACK_INTERNAL_URL', {
      default: 'http://127.0.0.1:7094',
      protocols: ['http', 'https'],
      doc: 'The internal listener of the playback API, which counts what each session is streamed.',
    }),
    demoFile: optional(
      text('SIGNOFF_DEMO_FILE', {
        doc: 'A file with the email and password of the demo account, as JSON. Without it there is no stage.',
      }),
    ),
    webDir: text('SIGNOFF_PAGES_WEB_DIR', { default: 'dist/simulators/web', doc: 'The built pages.' }),
  },
  'SIGNOFF_PAGES_',
);

export type PagesConfig = Values<(typeof pagesConfig)['settings']>;
