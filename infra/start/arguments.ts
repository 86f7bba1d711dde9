import { parseArgs } from 'node:util';
import { CannotStart } from '../cannot-start.js';
import { startConfig, type StartConfig } from './config.js';

export interface StartArguments {
  readonly config: StartConfig;
  readonly tour: boolean;
  /** The television and the phone are programs in this terminal, and not pages. */
  readonly terminal: boolean;
  /** Builds and restarts the servers when a source is saved. */
  readonly watch: boolean;
}

export const USAGE = `usage: npm start -- [options]
  --tour           a walk through one sign-out in this terminal, then stop
  --terminal       a television and a phone as programs here, where there is no browser
  --watch          restart the servers when a source is saved: npm run dev
  --port-offset N  add N to every port, so that two checkouts run side by side
  --gateways N     start N push gateways (1)
  --help           this`;

/** Options win over the environment. Errors: CannotStart. */
export function readArguments(argv: readonly string[], env: NodeJS.ProcessEnv): StartArguments | 'help' {
  try {
    const { values } = parseArgs({
      args: [...argv],
      options: {
        tour: { type: 'boolean', default: false },
        terminal: { type: 'boolean', default: false },
        watch: { type: 'boolean', default: false },
        'port-offset': { type: 'string' },
        gateways: { type: 'string' },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
    if (values.help) return 'help';
    const config = startConfig.load({
      ...env,
      ...(values['port-offset'] === undefined ? {} : { SIGNOFF_PORT_OFFSET: values['port-offset'] }),
      ...(values.gateways === undefined ? {} : { SIGNOFF_GATEWAYS: values.gateways }),
    });
    if (!['auto', 'docker', 'embedded'].includes(config.services))
      throw new CannotStart('SIGNOFF_SERVICES must be auto, docker or embedded');
    return { config, tour: values.tour, terminal: values.terminal, watch: values.watch };
  } catch (error) {
    throw new CannotStart(`${(error as Error).message}\n${USAGE}`);
  }
}
