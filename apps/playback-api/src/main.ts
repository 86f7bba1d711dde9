import { startPlaybackApi } from './start.js';

/** The process: everything it needs comes from the environment. */
await startPlaybackApi(process.env).catch((error: unknown) => {
  const cause = error instanceof Error ? error.cause : undefined;
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  if (cause instanceof Error) process.stderr.write(`  (${cause.message})\n`);
  process.exit(1);
});
