import type { Logger } from '../log/logger.js';

/**
 * What was opened, closed in reverse order, each once. A step that fails is logged and the next one runs.
 * Steps share the order of start: database first, listeners last, so the listeners are the first to close.
 */
export class Shutdown {
  readonly #steps: { readonly name: string; readonly close: () => Promise<void> | void }[] = [];
  #running: Promise<boolean> | null = null;

  constructor(private readonly logger: Logger) {}

  add(name: string, close: () => Promise<void> | void): void {
    this.#steps.push({ name, close });
  }

  /** Resolves when all steps have run: true when none failed. A repeat waits for the same run. */
  run(): Promise<boolean> {
    return (this.#running ??= this.#closeAll());
  }

  async #closeAll(): Promise<boolean> {
    let clean = true;
    for (const { name, close } of this.#steps.toReversed()) {
      try {
        await close();
      } catch (err) {
        clean = false;
        this.logger.error({ err, step: name }, 'could not close');
      }
    }
    return clean;
  }
}

/**
 * SIGTERM and SIGINT close everything and exit 0; a repeat changes nothing, since Ctrl-C reaches the whole
 * group and whoever started us signals too. After `deadlineMs` the process exits 1 as it stands.
 */
export function exitOnSignals(shutdown: Shutdown, logger: Logger, deadlineMs = 20_000): void {
  const stop = (signal: NodeJS.Signals): void => {
    logger.info({ signal }, 'shutting down');
    setTimeout(() => {
      logger.error('could not shut down in time');
      process.exit(1);
    }, deadlineMs).unref();
    void shutdown.run().then((clean) => {
      logger.info('stopped');
      process.exit(clean ? 0 : 1);
    });
  };
  let stopping = false;
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => {
      if (!stopping) stop(signal);
      stopping = true;
    });
  }
}
