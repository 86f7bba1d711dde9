/**
 * The line whoever started the process waits for, on stdout whatever the log level: `{"msg":"ready", ...}` with
 * the real ports.
 */
export function announceReady(
  app: string,
  ports: Readonly<Record<string, number | string | undefined>>,
  write: (line: string) => unknown = (line) => process.stdout.write(line),
): void {
  write(
    `${JSON.stringify({ level: 'info', time: new Date().toISOString(), app, msg: 'ready', ...ports })}\n`,
  );
}
