import type { AddressInfo } from 'node:net';
import express from 'express';
import { DemoOwner } from '../../stage/src/demo-owner.js';
import { stageRoutes } from '../../stage/src/stage-routes.js';
import { pagesConfig } from './config.js';
import { servePages } from './serve-pages.js';

/** Serves the television, the phone and the stage to browsers of this machine. */
const config = pagesConfig.load(process.env);
const app = express().disable('x-powered-by');
servePages(app, config);
if (config.demoFile !== null) {
  app.use(
    '/stage',
    stageRoutes(new DemoOwner(config.accountUrl, config.demoFile), config.playbackInternalUrl),
  );
}
const server = app.listen(config.port, config.host, (error) => {
  if (error !== undefined) {
    process.stderr.write(`${error.message}\n`);
    process.exit(1);
  }
  const { port } = server.address() as AddressInfo;
  process.stdout.write(`${JSON.stringify({ msg: 'ready', plain: port })}\n`);
});
for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.once(signal, () => {
    server.close();
    server.closeAllConnections();
  });
}
