import { join } from 'node:path';
import type { Child, ChildSpec } from '../processes/child.js';
import type { Started } from '../processes/started.js';
import type { Services } from '../services/services.js';
import type { Layout, Ports } from './layout.js';

export interface Addresses {
  readonly accountUrl: string;
  readonly issuer: string;
  readonly gatewayUrl: string;
  /** All of them; devices spread over them. */
  readonly gatewayUrls: readonly string[];
  /** The same gateways, with the listeners of this machine alone. */
  readonly gateways: readonly {
    readonly url: string;
    readonly plainUrl: string;
    readonly internalUrl: string;
  }[];
  readonly internalUrl: string;
  readonly playbackUrl: string;
  /** Plain, as pages on this machine dial it. */
  readonly playbackPlainUrl: string;
  readonly playbackInternalUrl: string;
  /** Where the device pages are: /stage/, /tv/, /phone/. */
  readonly pagesUrl: string;
  readonly caFile: string;
}

const READY_MS = 60_000;
/**
 * What a gateway makes is either short-lived or stays for as long as a connection. A small nursery costs it nothing, a
 * large one 1 to 3 KiB a connection. Compose and the tests start gateways with the same.
 */
export const GATEWAY_NODE_OPTIONS = ['--max-semi-space-size=4'] as const;
const READY = /"msg":"ready"/;

export const addressesOf = (ports: Ports, layout: Layout): Addresses => ({
  accountUrl: `http://localhost:${ports.accountPlain}`,
  issuer: `https://localhost:${ports.accountTls}`,
  gatewayUrl: `wss://localhost:${ports.gateways[0]?.tls}/devices`,
  gatewayUrls: ports.gateways.map(({ tls }) => `wss://localhost:${tls}/devices`),
  gateways: ports.gateways.map(({ tls, plain, internal }) => ({
    url: `wss://localhost:${tls}/devices`,
    plainUrl: `ws://localhost:${plain}/devices`,
    internalUrl: `http://127.0.0.1:${internal}`,
  })),
  internalUrl: `http://127.0.0.1:${ports.accountInternal}`,
  playbackUrl: `https://localhost:${ports.playback.tls}`,
  playbackPlainUrl: `http://localhost:${ports.playback.plain}`,
  playbackInternalUrl: `http://127.0.0.1:${ports.playback.internal}`,
  pagesUrl: `http://localhost:${ports.pages}`,
  caFile: join(layout.keys, 'ca.pem'),
});

/** The account API, the push gateways, the playback API and the device pages, each a process. */
export class Servers {
  readonly #specs: readonly ChildSpec[];
  #running: Child[] = [];

  constructor(
    services: Services,
    ports: Ports,
    layout: Layout,
    private readonly started: Started,
  ) {
    this.#specs = specsOf(services, ports, layout);
  }

  /** Resolves once each has said that it is ready: the account API, then the others at once. */
  async start(): Promise<void> {
    const [accountApi, ...points] = this.#specs as [ChildSpec, ...ChildSpec[]];
    await this.#ready(accountApi);
    await Promise.all(points.map((point) => this.#ready(point)));
  }

  /** With what was built since. Devices come back by themselves. */
  async restart(): Promise<void> {
    for (const server of this.#running.splice(0).toReversed()) await server.stop();
    await this.start();
  }

  async #ready(spec: ChildSpec): Promise<void> {
    const server = this.started.start(spec);
    this.#running.push(server);
    await server.prints(READY, READY_MS);
  }
}

function specsOf(services: Services, ports: Ports, layout: Layout): readonly ChildSpec[] {
  const addresses = addressesOf(ports, layout);
  const shared = {
    // A person who watches should not wait for the device's next question.
    SIGNOFF_DEVICE_POLL_INTERVAL_S: '1',
    ...process.env,
    DATABASE_URL: services.databaseUrl,
    KAFKA_BROKERS: services.brokers.join(','),
    SIGNOFF_ISSUER: addresses.issuer,
    SIGNOFF_ACCOUNT_URL: addresses.accountUrl,
    SIGNOFF_KEYS_DIR: layout.keys,
    SIGNOFF_CA_FILE: addresses.caFile,
    SIGNOFF_INTERNAL_URL: addresses.internalUrl,
    // The device pages are devices in a browser, and the stage shows the account's pages in a frame.
    SIGNOFF_ALLOWED_ORIGINS: addresses.pagesUrl,
    SIGNOFF_FRAME_ANCESTORS: addresses.pagesUrl,
    SIGNOFF_DEMO_FILE: layout.demo,
  };
  const server = (name: string, app: string, env: NodeJS.ProcessEnv): ChildSpec => ({
    name,
    command: process.execPath,
    args: [...(app === 'apps/push-gateway' ? GATEWAY_NODE_OPTIONS : []), `dist/${app}/src/main.js`],
    env: { ...shared, ...env },
    logFile: join(layout.logs, `${name}.log`),
  });
  return [
    server('account-api', 'apps/account-api', {
      SIGNOFF_ACCOUNT_TLS_PORT: String(ports.accountTls),
      SIGNOFF_ACCOUNT_PLAIN_PORT: String(ports.accountPlain),
      SIGNOFF_ACCOUNT_INTERNAL_PORT: String(ports.accountInternal),
      SIGNOFF_PUSH_ENDPOINT: addresses.gatewayUrl,
      SIGNOFF_PUSH_ENDPOINTS: addresses.gatewayUrls.join(','),
    }),
    ...ports.gateways.map(({ tls, plain, internal }, index) =>
      server(index === 0 ? 'push-gateway' : `push-gateway-${index + 1}`, 'apps/push-gateway', {
        SIGNOFF_GATEWAY_ID: `gateway-${index + 1}`,
        SIGNOFF_GATEWAY_PUBLIC_URLS: `wss://localhost:${tls}/devices,ws://localhost:${plain}/devices`,
        SIGNOFF_GATEWAY_TLS_PORT: String(tls),
        SIGNOFF_GATEWAY_PLAIN_PORT: String(plain),
        SIGNOFF_GATEWAY_INTERNAL_PORT: String(internal),
        // All its devices go with it.
        SIGNOFF_GATEWAY_DRAIN_WINDOW_MS: '0',
      }),
    ),
    server('playback-api', 'apps/playback-api', {
      SIGNOFF_PLAYBACK_ID: 'playback-1',
      SIGNOFF_PLAYBACK_PUBLIC_URLS: `${addresses.playbackUrl},${addresses.playbackPlainUrl}`,
      SIGNOFF_PLAYBACK_TLS_PORT: String(ports.playback.tls),
      SIGNOFF_PLAYBACK_PLAIN_PORT: String(ports.playback.plain),
      SIGNOFF_PLAYBACK_INTERNAL_PORT: String(ports.playback.internal),
    }),
    server('pages', 'simulators/pages', {
      SIGNOFF_PAGES_PORT: String(ports.pages),
      SIGNOFF_PAGES_PUSH_URLS: ports.gateways.map(({ plain }) => `ws://localhost:${plain}/devices`).join(','),
      SIGNOFF_PAGES_PLAYBACK_URL: addresses.playbackPlainUrl,
      SIGNOFF_PAGES_PLAYBACK_INTERNAL_URL: addresses.playbackInternalUrl,
    }),
  ];
}
