const LOOK_EVERY_MS = 250;

/**
 * Resolves when somebody wants us to stop: at the first of the signals that mean so (npm hands on what the terminal
 * sends as well, once is enough), or when the npm that ran us is gone. The scripts of package.json say `exec`, else
 * npm would talk to a shell that keeps signals to itself, and Ctrl-C would end npm before us.
 */
export function stopSignal(env: NodeJS.ProcessEnv = process.env): Promise<'asked'> {
  return new Promise((resolve) => {
    const asked = (): void => resolve('asked');
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, asked);
    if (env['npm_lifecycle_event'] === undefined) return;
    const npm = process.ppid;
    setInterval(() => {
      if (process.ppid !== npm) asked();
    }, LOOK_EVERY_MS).unref();
  });
}
