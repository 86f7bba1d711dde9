import { spawn, type StdioOptions } from 'node:child_process';

export const FLEET = 'dist/simulators/fleet/src/main.js';

interface RestartGateway {
  readonly type: 'restart-gateway';
  readonly index: number;
}

/** The fleet as a process. @param restartGateway null where its gateways are not ours */
export function letLoose(
  argv: readonly string[],
  restartGateway: ((index: number) => Promise<void>) | null,
): { readonly exited: Promise<number>; readonly stop: () => Promise<void> } {
  // It takes a channel for somebody who restarts gateways.
  const stdio: StdioOptions = [
    'ignore',
    'inherit',
    'inherit',
    ...(restartGateway === null ? [] : ['ipc' as const]),
  ];
  const child = spawn(process.execPath, [FLEET, ...argv], { stdio });
  const exited = new Promise<number>((resolve) => {
    child.once('error', () => resolve(1));
    child.once('exit', (code) => resolve(code ?? 1));
  });
  child.on('message', (message: RestartGateway) => {
    if (message.type !== 'restart-gateway' || restartGateway === null) return;
    const { index } = message;
    const answer = (error?: string): void => {
      if (child.connected)
        child.send({ type: 'gateway-restarted', index, ...(error === undefined ? {} : { error }) });
    };
    restartGateway(index).then(
      () => answer(),
      (error: Error) => answer(error.message),
    );
  });
  return {
    exited,
    stop: async () => {
      child.kill('SIGTERM');
      await exited;
    },
  };
}
