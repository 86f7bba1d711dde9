/** Preloaded into each process of a stack (`node --import`): a test run that is killed leaves no process behind. */
process.on('disconnect', () => process.exit(1));
process.channel?.unref();
