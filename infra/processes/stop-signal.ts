const LOOK_EVERY_MS = 250;

/**
 * Resolves when somebody wants us to stop: at the first of the signals that mean so (npm hands on what the terminal
 * sends as well, once is enough), or when the npm that ran us is gone, since it does not hand on all of them.
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
